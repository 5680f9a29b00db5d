//! Organisations named in an entry: words that end like the name of one, back to where the name begins.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::names::{is_han, is_stop};
use super::people::joins_bodies;
use super::words::WORDS;

/// How names of organisations end.
const ENDINGS: &str = "\
    有限责任公司 股份有限公司 有限公司 公司 集团 街道 街道办事处 办事处 领导小组 工作组 专班 指挥部 \
    服务队 中心组 基金会 协会 学会 商会 联合会 研究院 研究所 设计院 科学院 大学 学院 学校 中学 \
    小学 高级中学 幼儿园 医院 银行 税务局 城管局 财政局 发展局 促进局 统筹局 创新局 建设局 管理局 \
    规划局 保障局 教育局 公安局 公安分局 监督局 卫生局 水利局 农业局 交通局 环保局 司法局 审计局 \
    民政局 文化局 体育局 旅游局 统计局 信访局 执法局 统战部 组织部 宣传部 委员会 司法委 发改委 \
    卫健委 国资委 管委会 纪委 检察院 法院 人民政府 总工会 团市委 妇联 红十字会 消防救援大队 交警大队 \
    支队 大队 供电公司 保税区 分公司 合作社 事务所 出版社 报社 电视台 海关 海事局 图书馆 博物馆 \
    档案馆 一队 二队 三队";

/// Endings that go on: 公司 in 公司董事长 is one, 街道 in 街道办事处 is not yet.
static MATCHER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(ENDINGS.split_whitespace())
        .expect("a fixed list of short words always compiles")
});

/// Where a name cannot begin before.
const OPENERS: &[char] = &[
    '到', '来', '与', '同', '在', '由', '赴', '率', '对', '向', '的', '为', '及', '于', '将', '是', '把', '请',
];
/// Words that make the whole a description, not a name.
const VAGUE: &str = "\
    各 有关 相关 部分 全体 一些 本 该 我 等 多家 两家 所有";

/// The organisations of an entry, as places in its text, each once.
pub(super) fn organisations(text: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut floor = 0;
    for hit in MATCHER.find_iter(text) {
        let end = hit.end();
        // 公司 in 公司化, 学校 in 学校复课 are common nouns: without a name before them they are dropped below.
        let start = begin(text, floor, hit.start());
        let words = &text[start..end];
        let before = text[start..hit.start()].chars().count();
        if before == 0
            || (before < 2 && words.chars().count() < 4)
            || VAGUE.split_whitespace().any(|v| words.starts_with(v))
            || words.contains("部分")
            || words.chars().count() > 40
        {
            continue;
        }
        // A team inside a team (…服务队某某一队) is one name.
        if words.ends_with('队') && start == floor && found.last().is_some_and(|(_, e)| *e == start) {
            if let Some(last) = found.last_mut() {
                last.1 = end;
            }
            floor = end;
            continue;
        }
        floor = end;
        if !found.iter().rev().take(64).any(|(s, e)| &text[*s..*e] == words) {
            found.push((start, end));
        }
    }
    found
}

fn begin(text: &str, floor: usize, ending: usize) -> usize {
    let mut at = ending;
    let mut depth = 0_i32;
    for (offset, c) in text[floor..ending].char_indices().rev() {
        let place = floor + offset;
        match c {
            ')' | '）' => depth += 1,
            '(' | '（' => {
                depth -= 1;
                if depth < 0 {
                    break;
                }
            }
            _ if depth > 0 => {}
            _ if is_stop(c) || OPENERS.contains(&c) => break,
            _ if WORDS.opening_ending.fits(&text[floor..place + c.len_utf8()]) => break,
            _ if !is_han(c) && !c.is_ascii_alphanumeric() && c != '·' => break,
            '和' if !joins_bodies(&text[place + c.len_utf8()..ending]) => break,
            _ => {}
        }
        at = place;
    }
    at
}
