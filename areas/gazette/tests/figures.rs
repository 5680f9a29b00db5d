//! Figures in sentences: every trap of the genre as a row, in our own words.

use shishi_gazette::read;
use shishi_gazette::reading::{Item, TargetRole};

/// Reads one sentence as the only words of an item of a notice of 2021.
fn item(sentence: &str) -> Item {
    let text = format!("某区关于2021年民生实事的通知\n\n一、实事内容\n\n1. {sentence}\n\n责任单位：区民政局\n");
    let reading = read(&text);
    let mut programme = reading.programme.unwrap_or_else(|| panic!("no list: {sentence}"));
    assert_eq!(programme.items.len(), 1, "{sentence}");
    programme.items.remove(0)
}

/// One target in short: `ge 120 场`, with its role, base and old value where there are any.
fn short(item: &Item) -> String {
    let figures: Vec<String> = item
        .targets
        .iter()
        .map(|t| {
            let mut out = format!("{} {}", t.comparator.code(), t.value);
            if let Some(max) = t.value_max {
                out += &format!("..{max}");
            }
            out += &format!(" {}", t.unit);
            match t.role {
                TargetRole::Part => out += " part",
                TargetRole::Rate => out += " rate",
                TargetRole::Scale => out += " scale",
                TargetRole::Commitment | TargetRole::Implicit => {}
            }
            if let Some(per) = &t.per {
                out += &format!(" /{per}");
            }
            if let Some(from) = t.from {
                out += &format!(" from {from}");
            }
            out
        })
        .collect();
    figures.join("; ")
}

fn check(rows: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (sentence, expected) in rows {
        let read = short(&item(sentence));
        if read != *expected {
            wrong.push(format!("{sentence}\n  expected {expected}\n  read     {read}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn counts_stand_before_and_behind_what_they_count() {
    check(&[
        ("新建公办幼儿园3所。", "eq 3 所"),
        ("新建3所公办幼儿园。", "eq 3 所"),
        ("社区食堂新增12家，老旧电梯更新40台。", "eq 12 家; eq 40 台"),
        ("完成东苑、西苑、南苑等5座公园提升。", "eq 5 座"),
        ("建成东苑、西苑共9个口袋公园。", "eq 9 个"),
        ("培育甲、乙、丙等8家示范站。", "eq 8 家"),
        (
            "在河东、河西及湖滨三地新建停车场3处，共约600个泊位。",
            "eq 3 处; approx 600 个",
        ),
        (
            "购置设备210台套，开展演出80场次，服务1.2万人次。",
            "eq 210 台套; eq 80 场次; eq 12000 人次",
        ),
        ("新增公共泊位1,200个。", "eq 1200 个"),
        ("开通8号线二期，新建站点6座。", "eq 6 座"),
        ("建设十五座公厕。", "eq 15 座"),
        ("建成两所小学。", "eq 2 所"),
        ("组建3支队伍，完成12项目标。", "eq 3 支; eq 12 项"),
        ("新建5个体育公园。", "eq 5 个"),
        ("培训1000名城镇失业人员。", "eq 1000 名"),
    ]);
}

#[test]
fn comparing_words_decide() {
    check(&[
        ("全年演出不少于120场。", "ge 120 场"),
        ("体检率不低于90%，覆盖率达到95%以上。", "ge 90 %; ge 95 %"),
        ("覆盖率达到95%。", "ge 95 %"),
        ("至少新建20个站点。", "eq 20 个"),
        ("新建站点至少20个。", "ge 20 个"),
        ("登记失业率控制在3%以内。", "le 3 %"),
        ("登记失业率控制在3.5%左右。", "approx 3.5 %"),
        ("办理时限不超过5个工作日。", "le 5 个工作日"),
        ("细颗粒物浓度控制在35微克/立方米以内。", "le 35 微克/立方米"),
        ("新增就业5000人以上。", "ge 5000 人"),
        ("培训约3000人，慰问近500户。", "approx 3000 人; approx 500 户"),
        ("举办讲座50余场。", "approx 50 场"),
        ("新建4-5家社区食堂，引进1到2个品牌。", "range 4..5 家; range 1..2 个"),
        ("补助3—5万元。", "range 30000..50000 元"),
        ("确保新增就业1.5万人。", "ge 15000 人"),
        ("生产总值增长6.5%左右，财政收入增长5%。", "approx 6.5 %; eq 5 %"),
        ("绿地率提高3个百分点。", "eq 3 个百分点"),
    ]);
}

#[test]
fn old_and_new_values_are_paired() {
    check(&[
        ("保障范围由省定的6类增加到12类。", "eq 12 类 from 6"),
        ("补助标准从每人每月800元提高到900元。", "eq 900 元 /人月 from 800"),
        (
            "救助限额由每人15万元提高至20万元、每户5万元提高至10万元。",
            "eq 200000 元 /人 from 150000; eq 100000 元 /户 from 50000",
        ),
        ("报销比例由60%提高到65%。", "eq 65 % from 60"),
        ("用药量从4周延长至最多12周。", "le 12 周 from 4"),
        ("办理时间由10个工作日压缩至3个工作日。", "eq 3 个工作日 from 10"),
        (
            "城镇、农村低保标准分别由550元、420元提高到600元、480元。",
            "eq 600 元 from 550; eq 480 元 from 420",
        ),
        ("城乡居民收入分别增长7.5%、8%。", "eq 7.5 %; eq 8 %"),
        ("低保标准提高到每人每月900元。", "eq 900 元 rate /人月"),
    ]);
}

#[test]
fn rates_and_shares_are_told_from_totals() {
    check(&[
        ("按照每人2元的标准投保。", "eq 2 元 rate /人"),
        ("每户补助300元，共补助500户。", "eq 300 元 rate /户; eq 500 户"),
        ("发放补贴900元/人月。", "eq 900 元/人月"),
        ("每年举办文艺演出100场。", "eq 100 场 /年"),
        ("在甲街道、乙街道各建设一处便民站。", "eq 2 处"),
        ("在甲、乙、丙三镇各新增2所幼儿园。", "eq 6 所"),
        (
            "在甲街道、乙街道各设一处服务站，同时在甲街道、乙街道、丙街道各设两处劝导站。",
            "eq 2 处; eq 6 处",
        ),
        ("改造各类管线20公里。", "eq 20 公里"),
        ("全市8个区各建成1所特教学校。", "eq 8 所"),
        ("各街道各建1处便民站。", "eq 1 处 rate /处"),
        (
            "为300户以上的自然村每村建成一座公厕，共计35座。",
            "eq 1 座 rate /村; eq 35 座",
        ),
        (
            "公厕改造750座（其中城区100座、景区150座、农村500座）。",
            "eq 750 座; eq 100 座 part; eq 150 座 part; eq 500 座 part",
        ),
        (
            "新建学校12个，其中小学7个、初中5个，竣工3个。",
            "eq 12 个; eq 7 个 part; eq 5 个 part; eq 3 个",
        ),
        (
            "新增学位5000个，其中幼儿园420个，中小学4580个。",
            "eq 5000 个; eq 420 个 part; eq 4580 个 part",
        ),
        (
            "新建站房20座（东区12座、西区8座）。",
            "eq 20 座; eq 12 座 part; eq 8 座 part",
        ),
    ]);
}

#[test]
fn numbers_that_promise_nothing_stay_out() {
    check(&[
        ("为60岁以上老年人免费体检。", ""),
        ("对35岁以下青年开展培训。", ""),
        ("推进300户以上的自然村改厕。", ""),
        ("按照三类标准以上和CJJ14-2016的要求改造公厕。", ""),
        ("经一级及以上医疗机构诊断的患者纳入保障。", ""),
        ("分三批次推进站点建设。", ""),
        ("举办“千场大戏进农村”活动，完善“15分钟生活圈”。", ""),
        ("开通8号线，修复二环路，扩建第五幼儿园，延伸S3线。", ""),
        ("实施121人才梯队和百人计划，推行一村一场。", ""),
        ("构建1+5+X治理体系，推广5G应用，建设7×24小时自助服务区。", ""),
        ("为适龄妇女免费开展“两癌”筛查，建设四好农村路。", ""),
        ("降低万元地区生产总值能耗，引进世界500强企业。", ""),
        ("2021年，提高低保标准。", ""),
        ("覆盖16种慢性病患者，优化处方。", ""),
        ("建设一批示范项目，开展一次评选，形成一套机制。", ""),
        ("目前已完成投资80%，已建成3座。", ""),
        ("打造一站式服务平台。", ""),
        ("惠及IO(X)人。", ""),
    ]);
}

#[test]
fn sizes_and_conditions_stand_beside_targets() {
    check(&[
        (
            "项目总投资2.36亿元，总建筑面积1.92万平方米，新增床位300张。",
            "eq 236000000 元 scale; eq 19200 平方米 scale; eq 300 张",
        ),
        ("新建500平方米以上超市10家。", "eq 10 家"),
        (
            "为10万台以上电梯实现透明维保，安装监管装置1万台以上。",
            "ge 100000 台; ge 10000 台",
        ),
        ("对全区23000名老年人提供上门服务。", "eq 23000 名"),
        ("全区60家设餐学校实现明厨亮灶。", "eq 60 家"),
        ("建立不少于200人的志愿服务团。", "ge 200 人"),
        ("目前已有3座，今年新建2座。", "eq 2 座"),
    ]);
}

#[test]
fn deadlines_follow_from_the_words() {
    for (sentence, expected) in [
        ("年内完成15处改造。", vec!["2021-12-31"]),
        ("今年底前建成3座。", vec!["2021-12-31"]),
        ("2021年，推进统筹。", vec!["2021-12-31"]),
        ("6月底前开工，12月底前完工。", vec!["2021-06-30", "2021-12-31"]),
        ("9月投入使用。", vec!["2021-09-30"]),
        ("第三季度完成招标。", vec!["Q3"]),
        ("秋季投用2所学校。", vec!["autumn"]),
        ("全年演出120场。", vec!["2021-12-31"]),
        ("5年内实现全覆盖。", vec!["5年内"]),
        ("于2019年底建成的场馆免费开放。", vec![]),
        ("自2021年1月1日起执行新标准。", vec![]),
        ("提升全年龄段服务。", vec![]),
    ] {
        let item = item(sentence);
        let found: Vec<String> = item
            .deadlines
            .iter()
            .map(|d| d.date.map(|d| d.to_string()).or(d.name.clone()).unwrap_or_default())
            .collect();
        assert_eq!(found, expected, "{sentence}");
    }
}

#[test]
fn a_damaged_number_is_a_remark_and_no_value() {
    let text = "某区关于2021年民生实事的通知\n\n一、内容\n\n1. 租赁服务惠及IO(X)人。\n\n责任单位：区民政局\n";
    let reading = read(text);
    let remark = reading
        .remarks
        .iter()
        .find(|r| r.code == "damaged_number")
        .expect("a remark");
    assert_eq!(remark.span.of(&reading.text), Some("IO(X)人"));
    assert_eq!(remark.line, 5);
}
