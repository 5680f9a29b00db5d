//! Tables: one row a form.

use proptest::prelude::*;
use shishi_kernel::Span;

use super::{find_region, people, read};
use crate::reading::Entry;

/// All rows are tried before one fails: a rule that mends one row is seen to break another.
fn check<'a>(rows: impl Iterator<Item = (&'a str, String, String)>) {
    let wrong: Vec<String> = rows
        .filter(|(_, got, expected)| got != expected)
        .map(|(text, got, expected)| format!("in       {text}\ngot      {got}\nexpected {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// `title|name`, `*` before a title that heads a list, `>post` for an election; persons divided by `;`.
fn people_of(text: &str) -> String {
    let show = |p: &people::Found| {
        let star = if p.shared { "*" } else { "" };
        let title = p.title.map_or("-", |t| &text[t.0..t.1]);
        let post = p.elected.map_or(String::new(), |t| format!(">{}", &text[t.0..t.1]));
        format!("{star}{title}|{}{post}", &text[p.name.0..p.name.1])
    };
    people::people(text).iter().map(show).collect::<Vec<_>>().join(";")
}

const PEOPLE: &[(&str, &str)] = &[
    // one post, several posts, several persons
    ("区管委会副调研员褚岩到会。", "区管委会副调研员|褚岩"),
    (
        "区管委会副主任、经济发展局局长祁文朗参加。",
        "区管委会副主任、经济发展局局长|祁文朗",
    ),
    (
        "区党工委书记逄立恒，区党工委委员、组织部部长姚广川到会。",
        "区党工委书记|逄立恒;区党工委委员、组织部部长|姚广川",
    ),
    (
        "某某科技股份有限公司董事长江太和、区管委会副主任柏知夏出席。",
        "某某科技股份有限公司董事长|江太和;区管委会副主任|柏知夏",
    ),
    (
        "区党工委委员、新区指挥部副总指挥、办公室主任常新柱陪同。",
        "区党工委委员、新区指挥部副总指挥、办公室主任|常新柱",
    ),
    (
        "曲江市委书记张远山、市委副书记马知书陪同。",
        "曲江市委书记|张远山;市委副书记|马知书",
    ),
    ("市长办公会由市委副书记、市长成江主持。", "市委副书记、市长|成江"),
    ("住房和城乡建设局局长卫东明汇报。", "住房和城乡建设局局长|卫东明"),
    ("住房与城乡建设部副部长易中平视察。", "住房与城乡建设部副部长|易中平"),
    ("县委书记郭明和县长林海陪同。", "县委书记|郭明;县长|林海"),
    ("与会的有副县长郝爱民。", "副县长|郝爱民"),
    ("在市委书记齐长林带领下，代表团抵达。", "市委书记|齐长林"),
    (
        "陪同调研的有市直有关部门负责人及高新区领导祁文朗。",
        "*高新区领导|祁文朗",
    ),
    // 代 is a surname, or says that somebody acts
    ("市投资促进局局长代衡出席；", "市投资促进局局长|代衡"),
    ("市委副书记、代市长苏映秋到场。", "市委副书记、代市长|苏映秋"),
    // lists of leaders
    (
        "区领导柏知夏、方勉、于鲁出席。",
        "*区领导|柏知夏;*区领导|方勉;*区领导|于鲁",
    ),
    ("市领导赵永和、韩冬在分会场参加会议。", "*市领导|赵永和;*市领导|韩冬"),
    (
        "省政协副主席张敏,江州市政协主席王润亭和本市领导张远山、马知书陪同。",
        "省政协副主席|张敏;江州市政协主席|王润亭;*本市领导|张远山;*本市领导|马知书",
    ),
    (
        "市领导马知书、吴霁云、张继海和有关部门负责人观赛。",
        "*市领导|马知书;*市领导|吴霁云;*市领导|张继海",
    ),
    (
        "县领导李平，王大海，周立出席。",
        "*县领导|李平;*县领导|王大海;*县领导|周立",
    ),
    (
        "校领导 李平 王大海 周立 出席。",
        "*校领导|李平;*校领导|王大海;*校领导|周立",
    ),
    ("副市长李平、王大海参加。", "*副市长|李平;*副市长|王大海"),
    ("副市长刘灿镇主持。", "副市长|刘灿镇"),
    (
        "市、区领导张良才、王兆波参加。",
        "*市、区领导|张良才;*市、区领导|王兆波",
    ),
    (
        "管委会副主任王鲁生、律云标、段崇海陪同。",
        "*管委会副主任|王鲁生;*管委会副主任|律云标;*管委会副主任|段崇海",
    ),
    (
        "县领导靳军、张会革、范更生出席。",
        "*县领导|靳军;*县领导|张会革;*县领导|范更生",
    ),
    ("区领导张良才、有关部门负责人参加。", "*区领导|张良才"),
    // names of other lengths
    ("市政协主席欧阳明远到会。", "市政协主席|欧阳明远"),
    ("副区长司马青陪同。", "副区长|司马青"),
    ("自治区主席努尔·白克力一行来访。", "自治区主席|努尔·白克力"),
    ("某株式会社社长山本一郎一行到开发区参观。", "某株式会社社长|山本一郎"),
    ("集团首席执行官石九樵到开发区参观考察。", "集团首席执行官|石九樵"),
    // brackets in titles
    (
        "工委(区委)副书记、管委(区政府)副主任(副区长)纪敏发表致辞。",
        "工委(区委)副书记、管委(区政府)副主任(副区长)|纪敏",
    ),
    (
        "县委常委、副县长（挂职）宋启明调研。",
        "县委常委、副县长（挂职）|宋启明",
    ),
    // elections
    (
        "会议选举姜山为某区第八届委员会书记，纪敏和马卫国为副书记。",
        "-|姜山>某区第八届委员会书记;-|纪敏>副书记;-|马卫国>副书记",
    ),
    (
        "选举于成林等11名同志组成常务委员会,选举姜山为书记。",
        "-|于成林;-|姜山>书记",
    ),
    (
        "选举张东亮、刘梅为区六届政协副主席,薛凌为区六届政协常委",
        "-|张东亮>区六届政协副主席;-|刘梅>区六届政协副主席;-|薛凌>区六届政协常委",
    ),
    ("会议补选郑和平为县长、高远为副县长。", "-|郑和平>县长;-|高远>副县长"),
    ("郑和平当选为县长。", "-|郑和平>县长"),
    ("会议召开 魏晓光当选某市人民政府市长。", "-|魏晓光>某市人民政府市长"),
    ("省委决定:虞爱国担任某市委书记。", "-|虞爱国>某市委书记"),
    (
        "同意赵明辞去区政协主席的决定,补选王跃为区政协主席。",
        "-|赵明;-|王跃>区政协主席",
    ),
    (
        "选举顾迅为常委。纪委会议选举顾迅为纪委书记。",
        "-|顾迅>常委;-|顾迅>纪委书记",
    ),
    ("大会选举产生新一届区委员会、纪律检查委员会。", ""),
    // groups without names, and words that look like names
    ("有关部门单位、各街道负责人参加会议。", ""),
    ("副市长、市政府顾问、助理调研员、市长助理、政府办公室主任参加。", ""),
    (
        "区党工委、管委会领导班子成员、调研员、副调研员，有关部门单位主要负责人参加。",
        "",
    ),
    ("区委书记向大会作报告。", ""),
    ("市长热线办公室挂牌。市长会议召开。", ""),
    ("局长应邀出席，主任于昨日返回。", ""),
    ("代表工委、管委问候全区人民。", ""),
    ("领导高度重视，领导干部带头。", ""),
    ("区领导，水利局、农业局负责人参加。", ""),
    // without titles: only lists that end in a verb
    ("李建平、王海涛出席会议。", "-|李建平;-|王海涛"),
    ("金融、贸易等行业协会参加。", ""),
    ("", ""),
];

#[test]
fn persons_stand_behind_posts_and_before_verbs() {
    check(
        PEOPLE
            .iter()
            .map(|(text, expected)| (*text, people_of(text), (*expected).to_owned())),
    );
}

/// `day[/day][+] text`: the date without its year's century, `+` for a continuation.
fn entries_of(text: &str, year: Option<i16>) -> Vec<String> {
    let show = |e: &Entry| {
        let known = e.date.map(|d| d.to_string());
        let first = known
            .or_else(|| e.month_day.map(|(m, d)| format!("{m}-{d}")))
            .unwrap_or("?".to_owned());
        let last = e.date_end.map_or(String::new(), |d| format!("/{d}"));
        format!(
            "{first}{last}{} {}",
            if e.continuation { "+" } else { "" },
            e.text.value
        )
    };
    read(text, Span::new(0, text.len()), year).map_or(Vec::new(), |c| c.entries.iter().map(show).collect())
}

const ENTRIES: &[(&str, &[&str])] = &[
    (
        "大事记\n2020年4月\n1日 会议召开。\n△另一会议召开。\n2日 签约。",
        &[
            "2020-04-01 会议召开。",
            "2020-04-01+ 另一会议召开。",
            "2020-04-02 签约。",
        ],
    ),
    // lines and pages that break inside words
    (
        "2006年9-12月大事记\n\n9月1日 市领导张连\n坡、孔明\n、李平到会。\n△会议\n\n— 3 —\n\n召开。",
        &["2006-09-01 市领导张连坡、孔明、李平到会。", "2006-09-01+ 会议召开。"],
    ),
    // the day alone on its line
    (
        "2013年7月\n\n3日\n\n全区会议召开。\n\n△座谈会召开。\n\n5日\n签约仪式举行。",
        &[
            "2013-07-03 全区会议召开。",
            "2013-07-03+ 座谈会召开。",
            "2013-07-05 签约仪式举行。",
        ],
    ),
    // run together on one line
    (
        "·1月· 1日 区长致辞。 5日 市长到区调研。 △ 一行到区。 6~8日 大会召开。 8日 会议举行。 ·2月· 3日 开工。",
        &[
            "1-1 区长致辞。",
            "1-5 市长到区调研。",
            "1-5+ 一行到区。",
            "1-6 大会召开。",
            "1-8 会议举行。",
            "2-3 开工。",
        ],
    ),
    // ranges that overlap, of every width
    (
        "2019年3月\n6—7日 大会。\n7～8日 展会。\n6日至9日 培训。\n3月30日-4月2日 展销。",
        &[
            "2019-03-06/2019-03-07 大会。",
            "2019-03-07/2019-03-08 展会。",
            "2019-03-06/2019-03-09 培训。",
            "2019-03-30/2019-04-02 展销。",
        ],
    ),
    // △ as a bullet on every entry
    (
        "2007年1月\n△4日 会议召开。\n△4日 签约。\n△15~18日 大会。\n△年终总结。",
        &[
            "2007-01-04 会议召开。",
            "2007-01-04 签约。",
            "2007-01-15/2007-01-18 大会。",
            "2007-01-15/2007-01-18+ 年终总结。",
        ],
    ),
    (
        "2007年1月\n4日\n△会议召开。\n△签约。\n6日 △开工。",
        &["2007-01-04 会议召开。", "2007-01-04+ 签约。", "2007-01-06 开工。"],
    ),
    // 同日 set apart at the head of a line
    (
        "2020年4月\n1日 会议召开。\n同日，签约。\n同日晚，返程。",
        &["2020-04-01 会议召开。", "2020-04-01+ 签约。同日晚，返程。"],
    ),
    // parts of a month
    (
        "2020年2月\n3日 开工。\n中旬 调研。\n是月 国务院批准规划。",
        &[
            "2020-02-03 开工。",
            "2020-02-11/2020-02-20 调研。",
            "2020-02-01/2020-02-29 国务院批准规划。",
        ],
    ),
    // a heading over several months, each day on its line and each entry with a bullet
    (
        "2007年1~12月\n\n1月5日\n△检查组来区。\n1月15~18日\n△大会召开。选举张\n山为书记。\n△签约。",
        &[
            "2007-01-05 检查组来区。",
            "2007-01-15/2007-01-18 大会召开。选举张山为书记。",
            "2007-01-15/2007-01-18+ 签约。",
        ],
    ),
    // months without a year, days with commas, Chinese numerals, wide digits
    (
        "2018年大事记\n11月\n３日，会议召开。\n12月\n九日 签约。",
        &["2018-11-03 会议召开。", "2018-12-09 签约。"],
    ),
    // dates inside sentences open nothing
    (
        "2020年4月\n1日 通知要求于4月\n7日前完成，并定于 9日 检查，△不变。\n2日 会议。",
        &[
            "2020-04-01 通知要求于4月7日前完成，并定于 9日 检查，△不变。",
            "2020-04-02 会议。",
        ],
    ),
    // ▲ marks no entry
    (
        "2020年4月\n1日 任务如下：\n▲第一项。\n▲第二项。",
        &["2020-04-01 任务如下：▲第一项。▲第二项。"],
    ),
    // the colophon ends it
    (
        "2020年4月\n1日 会议。\n编辑出版：某办公室\n地址：某路1号",
        &["2020-04-01 会议。"],
    ),
    ("2020年4月\n1日 会议。\n（责任编辑：某人）", &["2020-04-01 会议。"]),
    // the last entry breaks off
    ("2020年4月\n1日 市领导到会,并", &["2020-04-01 市领导到会,并"]),
    // the year turns inside a range
    ("2019年12月\n30日至1月2日 展销。", &["2019-12-30/2020-01-02 展销。"]),
    // impossible days and no days at all
    ("2020年2月\n30日 会议。", &["2-30 会议。"]),
    ("没有日期的文字。\n第二行。", &[]),
    ("", &[]),
];

#[test]
fn entries_open_at_marks_and_nowhere_else() {
    check(
        ENTRIES
            .iter()
            .map(|(text, expected)| (*text, entries_of(text, None).join("|"), expected.join("|"))),
    );
}

#[test]
fn a_hint_fills_in_a_year_that_is_not_printed() {
    assert_eq!(
        entries_of("·1月· 1日 区长致辞。", Some(2007)),
        ["2007-01-01 区长致辞。"]
    );
}

const REGIONS: &[(&str, Option<&str>)] = &[
    (
        "目录\n【大事记】8\n正文。\n某区大事记\n2020年4月\n1日 会议。",
        Some("某区大事记"),
    ),
    ("·1月· 1日 会议。", Some("·1月·")),
    ("某区\n3月\n\n4日\n会议。", Some("3月")),
    ("2007年1~12月\n\n1月5日\n△检查。", Some("2007年")),
    ("关于做好大事记编写的通知\n各单位：\n5月底前完成。", None),
    ("（一）工程\n1. 建设3所。\n主办单位：教育局", None),
    ("", None),
];

#[test]
fn the_chronicle_is_found_by_its_heading_or_its_days() {
    for (text, begins) in REGIONS {
        let found = find_region(text, 0).map(|span| &text[span.start as usize..]);
        match (found, begins) {
            (Some(found), Some(begins)) => assert!(found.starts_with(begins), "{found} in {text}"),
            (found, begins) => assert_eq!(found, *begins, "in {text}"),
        }
    }
}

const KINDS: &[(&str, &str)] = &[
    ("专题研讨会在济宁举办。", "Meeting"),
    ("脱贫攻坚第二轮督导迎查会议召开。", "Meeting"),
    ("第54次市长办公会议研究生态规划等工作。", "Meeting"),
    ("市委书记甲到某校调研复课情况，要求开好部署会议。", "ResearchVisit"),
    ("区长甲深入企业，调研督导生产。", "ResearchVisit"),
    ("甲到某校现场督导检查。", "Inspection"),
    ("甲来本市视察文物工作。", "Inspection"),
    ("甲到项目工地现场办公。", "OnsiteOffice"),
    ("某项目开工奠基仪式举行。", "Groundbreaking"),
    ("发布暨重点项目签约仪式举行。", "Signing"),
    ("消费季活动启动仪式举行。", "Launch"),
    ("某航线正式通航。", "Launch"),
    ("某公司捐赠物资发送仪式举行。", "Donation"),
    ("中心组开展集体学习。", "Study"),
    ("中共某区第八次代表大会召开。", "Congress"),
    ("政协某区第六届委员会第五次会议举行。", "Congress"),
    ("市人大常委会第三次会议召开。", "Meeting"),
    ("董事长甲到开发区参观考察。", "Visit"),
    ("区领导走访慰问困难群众。", "Visit"),
    ("知识竞赛举办，有关负责人观赛。", "Event"),
    ("区长甲发表新年电视致辞。", "Speech"),
    ("工委书记甲主持召开工委会议，推动工作落实。", "Meeting"),
    ("市长甲带领参加调度会的代表到高新区视察。", "Inspection"),
    ("区十五届人大常委会主任甲出席座谈会。", "Meeting"),
    ("某区获评先进单位。", "Other"),
];

#[test]
fn the_kind_follows_from_the_words() {
    check(
        KINDS
            .iter()
            .map(|(text, expected)| (*text, format!("{:?}", super::kind::kind(text)), (*expected).to_owned())),
    );
}

const ORGANISATIONS: &[(&str, &[&str])] = &[
    ("区长甲到天津某某科技股份有限公司调研。", &["天津某某科技股份有限公司"]),
    ("省税务局党委委员、总审计师甲来我区。", &["省税务局"]),
    ("区财政局、科技创新局召开会议。", &["区财政局", "科技创新局"]),
    ("甲到各街道、有关公司检查。", &[]),
    ("市住房和城乡建设局局长甲参加。", &["市住房和城乡建设局"]),
];

#[test]
fn organisations_are_named_in_full() {
    let found = |text: &str| -> String {
        super::organisations::organisations(text)
            .into_iter()
            .map(|(s, e)| &text[s..e])
            .collect::<Vec<_>>()
            .join("|")
    };
    check(
        ORGANISATIONS
            .iter()
            .map(|(text, expected)| (*text, found(text), expected.join("|"))),
    );
}

#[test]
fn every_field_keeps_its_place() {
    let text = "2020年4月\n\n1日 区党工委副书\n\n记逄立恒，市领导张连\n坡、孔明到会。选举姜\n山为主席。";
    let chronicle = read(text, Span::new(0, text.len()), None).expect("one entry");
    let entry = &chronicle.entries[0];
    let plain = |span: Span| span.of(text).unwrap_or("").replace('\n', "");
    assert_eq!(plain(entry.text.span), entry.text.value);
    assert_eq!(entry.people.len(), 4);
    for person in &entry.people {
        assert_eq!(plain(person.name.span), person.name.value);
        assert_eq!(person.title_span.map(plain), person.title);
        assert_eq!(person.elected_span.map(plain), person.elected);
    }
}

const SAMPLE: &str = include_str!("../../../../fixtures/gazettes/jining-hi-tech-2020-04.txt");

/// Every span lies in the text, and holds its value but for line breaks.
fn check_places(text: &str) {
    let Some(chronicle) = read(text, Span::new(0, text.len()), Some(2020)) else {
        return;
    };
    let plain = |span: Span| {
        span.of(text)
            .expect("a span inside the text")
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect()
    };
    let bare = |words: &str| -> String { words.chars().filter(|c| !c.is_whitespace()).collect() };
    for entry in &chronicle.entries {
        for person in &entry.people {
            assert_eq!(bare(&person.name.value), plain(person.name.span) as String);
            assert_eq!(person.title.as_deref().map(bare), person.title_span.map(plain));
            assert_eq!(person.elected.as_deref().map(bare), person.elected_span.map(plain));
            assert!(entry.text.span.holds(person.name.span));
        }
        for organisation in &entry.organisations {
            assert_eq!(bare(&organisation.value), plain(organisation.span) as String);
        }
        assert!(entry.text.span.of(text).is_some() && entry.marker.span.of(text).is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_gazette_keeps_its_places(
        cut in 0..5000_usize,
        insert in prop::sample::select(vec!["△", "\n", "选举", "、", "（", "7日 ", "，", "市长", "王", "·", "”", " ", "为", "和"]),
        drop in 0..3_usize,
    ) {
        let mut chars: Vec<char> = SAMPLE.chars().collect();
        let at = cut.min(chars.len() - 3);
        chars.splice(at..at + drop, insert.chars());
        check_places(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn words_in_any_order_keep_their_places(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "1日 ", "△", "区委书记", "王小明", "、", "，", "和", "选举", "为", "区长", "当选", "\n", "（", "）", "·", "欧阳",
                "出席", "等", "。", "同日，", "2020年4月\n", "市领导", "任", "-", "~8日", "“", " ",
            ]),
            0..40,
        ),
    ) {
        check_places(&parts.concat());
    }
}

/// Text that repeats one word without end is read to its end; a step that looks back over all of it would never get there.
#[test]
fn endless_text_is_read_to_its_end() {
    for part in [
        "选举",
        "当选",
        "王明、",
        "区长王明、",
        "（",
        "“区委",
        "、区委书记",
        "同意王明辞去",
        "为",
    ] {
        let text = format!("2020年4月\n1日 {}", part.repeat(10_000));
        let chronicle = read(&text, Span::new(0, text.len()), None).expect("one entry");
        assert_eq!(chronicle.entries[0].text.span.end as usize, text.len(), "{part}");
    }
}
