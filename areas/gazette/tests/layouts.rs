//! Whole documents of the genre's layouts, in our own words, each read to a few expected lines.

use shishi_gazette::read;
use shishi_gazette::reading::{Item, Reading};

/// An item in short: `1 | words | leads | co-units | figures | deadlines`.
fn short(item: &Item) -> String {
    let names = |units: &[shishi_gazette::reading::Read<String>]| {
        units.iter().map(|u| u.value.as_str()).collect::<Vec<_>>().join("+")
    };
    let words: String = item
        .text
        .iter()
        .map(|t| t.value.chars().take(6).collect::<String>())
        .collect::<Vec<_>>()
        .join("/");
    let figures: Vec<String> = item
        .targets
        .iter()
        .map(|t| format!("{} {}{}", t.comparator.code(), t.value, t.unit))
        .collect();
    let deadlines: Vec<String> = item
        .deadlines
        .iter()
        .map(|d| d.date.map(|d| d.to_string()).or(d.name.clone()).unwrap_or_default())
        .collect();
    format!(
        "{} | {words} | {} | {} | {} | {}",
        item.number,
        names(&item.leads),
        names(&item.co_units),
        figures.join("; "),
        deadlines.join("; ")
    )
}

fn items(reading: &Reading) -> Vec<String> {
    reading
        .programme
        .as_ref()
        .map_or(Vec::new(), |p| p.items.iter().map(short).collect())
}

fn check(text: &str, expected: &[&str]) -> Reading {
    let reading = read(text);
    let found = items(&reading);
    assert_eq!(found, expected, "\nread:\n{}\n", found.join("\n"));
    reading
}

#[test]
fn numbers_run_through_categories() {
    let reading = check(
        "某县人民政府关于印发2022年民生实事的通知\n某政发〔2022〕8号\n各乡镇人民政府，县直各部门：\n现将任务印发给你们。\n\
         一、住有所居\n1.改造老旧小区6个。\n牵头单位：县住建局\n责任单位：各乡镇\n2.更新电梯20台。\n牵头单位：县市场监管局\n责任单位：县住建局，各乡镇\n\
         二、老有所养\n3.建成养老中心1个。\n牵头单位：县民政局\n责任单位：县财政局、各乡镇\n\
         某县人民政府\n2022年3月1日\n",
        &[
            "1 | 改造老旧小区 | 县住建局 | 各乡镇 | eq 6个 | ",
            "2 | 更新电梯20 | 县市场监管局 | 县住建局+各乡镇 | eq 20台 | ",
            "3 | 建成养老中心 | 县民政局 | 县财政局+各乡镇 | eq 1个 | ",
        ],
    );
    let programme = reading.programme.unwrap();
    let of: Vec<Option<u32>> = programme.items.iter().map(|i| i.category).collect();
    assert_eq!(of, [Some(1), Some(1), Some(2)]);
    let instrument = &reading.instruments[0];
    assert_eq!(instrument.document_number.as_ref().unwrap().value, "某政发〔2022〕8号");
    assert_eq!(instrument.date.as_ref().unwrap().value.to_string(), "2022-03-01");
    assert_eq!(instrument.addressees.len(), 2);
}

#[test]
fn full_stops_stand_for_points_after_damage() {
    check(
        "某市2020年为民办实事项目公告\n1。新建公厕8座。\n责任单位：市城管局\n2。新增泊位900个。\n责任单位：市公安局\n3。培训护理员200名。\n责任单位：市人社局\n",
        &[
            "1 | 新建公厕8座 | 市城管局 |  | eq 8座 | ",
            "2 | 新增泊位90 | 市公安局 |  | eq 900个 | ",
            "3 | 培训护理员2 | 市人社局 |  | eq 200名 | ",
        ],
    );
}

#[test]
fn table_cells_on_lines_with_titles_and_contents() {
    check(
        "某区2021年民生实事项目表\n序号\n项目名称\n建设内容\n责任单位\n完成时限\n1\n学前教育扩容\n新建幼儿园3所，新增学位810个。\n区教育局\n12月底前\n\
         2\n农贸市场提升\n改造农贸市场2家。\n区商务局\n区市场监管局\n10月底\n",
        &[
            "1 | 新建幼儿园3 | 区教育局 |  | eq 3所; eq 810个 | 2021-12-31",
            "2 | 改造农贸市场 | 区商务局+区市场监管局 |  | eq 2家 | 2021-10-31",
        ],
    );
}

#[test]
fn rows_share_a_unit_printed_once() {
    let reading = check(
        "某县2020年民生实事任务分解表\n序号\n民生实事\n责任单位\n完成时限\n1\n新建公园2个。\n县住建局\n11月\n2\n修复步道5公里。\n12月底前\n3\n新增充电桩100个。\n县发改局\n12月底前\n",
        &[
            "1 | 新建公园2个 | 县住建局 |  | eq 2个 | 2020-11-30",
            "2 | 修复步道5公 | 县住建局 |  | eq 5公里 | 2020-12-31",
            "3 | 新增充电桩1 | 县发改局 |  | eq 100个 | 2020-12-31",
        ],
    );
    assert!(reading.remarks.iter().any(|r| r.code == "row_span"));
}

#[test]
fn a_table_with_headings_across_it_and_both_kinds_of_unit() {
    let reading = check(
        "2019年民生实事项目安排\n序号\n项目名称\n目标任务\n牵头单位\n责任单位\n完成时限\n一、交通出行\n1\n道路改造\n改造道路12条\n市城管局\n各区政府、管委会\n11月底\n2\n公交优化\n新辟线路5条\n市交通局\n市财政局\n公交集团\n年底前\n二、住房保障\n3\n棚改安置\n建成住房3000套\n市住建局\n各区政府\n6月底前开工\n",
        &[
            "1 | 改造道路12 | 市城管局 | 各区政府、管委会 | eq 12条 | 2019-11-30",
            "2 | 新辟线路5条 | 市交通局 | 市财政局+公交集团 | eq 5条 | 2019-12-31",
            "3 | 建成住房30 | 市住建局 | 各区政府 | eq 3000套 | 2019-06-30",
        ],
    );
    let programme = reading.programme.unwrap();
    let titles: Vec<&str> = programme.categories.iter().map(|c| c.title.value.as_str()).collect();
    assert_eq!(titles, ["交通出行", "住房保障"]);
    assert_eq!(programme.items[2].category, Some(2));
    assert_eq!(programme.items[2].deadlines[0].milestone.as_deref(), Some("开工"));
}

#[test]
fn the_first_listed_leads_where_the_document_says_so() {
    check(
        "某市关于下达2023年实事项目的通知\n某府〔2023〕12号\n各区：\n实事项目共2项。责任单位列第一位者为牵头单位。\n一、教育\n1．新建学校4所，9月投入使用。（责任单位：市教育局、市住建局，各区、县级市）\n2．惠及学生12万人。\n（责任单位：市教育局）\n",
        &[
            "1 | 新建学校4所 | 市教育局 | 市住建局+各区、县级市 | eq 4所 | 2023-09-30",
            "2 | 惠及学生12 | 市教育局 |  | eq 120000人 | ",
        ],
    );
}

#[test]
fn a_number_that_lost_its_brackets_is_doubtful() {
    let reading = read(
        "某府办20213\n某区关于印发2021年实事项目的通知\n各街道：\n一、内容\n1.新建公厕3座。\n责任单位：区城管局\n2.新建公园2个。\n责任单位：区住建局\n",
    );
    let number = reading.instruments[0].document_number.clone().unwrap();
    assert_eq!(number.value, "某府办〔2021〕3号");
    assert!(matches!(
        number.confidence,
        shishi_gazette::reading::Confidence::Doubtful(_)
    ));
}

#[test]
fn rows_with_bars_and_orphan_cells() {
    let reading = check(
        "2021年城建实事计划表\n序号 | 项目名称 | 建设内容 | 完成时间 | 责任单位\n1 | 道路改造 | 改造道路6条。 | 2021.10 | 市城管局\n\
          | | 新建桥梁1座。 | 2021.8 | 市交通局\n2 | 绿化提升 | 新增绿地20公顷。 | 2021.12 | 市园林局\n",
        &[
            "1 | 改造道路6条/新建桥梁1座 | 市城管局+市交通局 |  | eq 6条; eq 1座 | 2021-10-31; 2021-08-31",
            "2 | 新增绿地20 | 市园林局 |  | eq 20公顷 | 2021-12-31",
        ],
    );
    assert!(reading.remarks.iter().any(|r| r.code == "row_span"));
}

#[test]
fn units_divided_by_spaces() {
    check(
        "某市2019年实事任务\n1. 新建校舍4栋。\n责任单位：市教育局 市财政局 市住建局\n2. 修建步道10公里。\n责任单位：市园林局 各区政府\n",
        &[
            "1 | 新建校舍4栋 | 市教育局+市财政局+市住建局 |  | eq 4栋 | ",
            "2 | 修建步道10 | 市园林局+各区政府 |  | eq 10公里 | ",
        ],
    );
}

#[test]
fn a_sentence_looks_back_at_the_items_before_it() {
    check(
        "某区2023年为民办实事项目\n一、便民商业\n1.新建便民市场5个。\n2.改造菜场3家。\n上述项目由区商务委牵头负责。\n二、为老服务\n3.新增助餐点12个。\n上述项目由区民政局牵头负责，各街镇配合。\n",
        &[
            "1 | 新建便民市场 | 区商务委 |  | eq 5个 | ",
            "2 | 改造菜场3家 | 区商务委 |  | eq 3家 | ",
            "3 | 新增助餐点1 | 区民政局 | 各街镇 | eq 12个 | ",
        ],
    );
}

#[test]
fn items_inside_one_paragraph() {
    check(
        "某市2018年十件实事\n一、教育方面。(1)新建小学2所（牵头单位：市教育局；配合单位：市财政局）；(2)培训教师300名（牵头单位：市教育局；配合单位：各区）；(3)新增学位1000个（牵头单位：市发改委；配合单位：市教育局）。\n",
        &[
            "1 | 新建小学2所 | 市教育局 | 市财政局 | eq 2所 | ",
            "2 | 培训教师30 | 市教育局 | 各区 | eq 300名 | ",
            "3 | 新增学位10 | 市发改委 | 市教育局 | eq 1000个 | ",
        ],
    );
}

#[test]
fn mixed_marks_and_machine_made_traditional_text() {
    check(
        "某市民生實事項(xiàng)目安排\n1.新建公廁6座。\n責任單位：市城管局\n2、改造管網(wǎng)30公裏。\n責任單位：市水務(wù)局\n3.培訓護士1.2萬人次。\n責任單位：市衛(wèi)健委\n",
        &[
            "1 | 新建公廁6座 | 市城管局 |  | eq 6座 | ",
            "2 | 改造管網30 | 市水務局 |  | eq 30公里 | ",
            "3 | 培訓護士1. | 市衛健委 |  | eq 12000人次 | ",
        ],
    );
}

#[test]
fn items_at_the_bracket_level_with_points_below() {
    check(
        "某区关于下达2022年实事任务的通知\n某政办〔2022〕3号\n各部门：\n一、主要任务\n（一）实施教育提升工程。1.新建幼儿园2所。2.改造教室100间。\n牵头单位：区教育局\n责任单位：区财政局、各镇\n\
         （二）实施健康工程。建成卫生站5个。\n牵头单位：区卫健局\n责任单位：各镇\n二、工作要求\n（一）加强领导。各单位要落实责任。\n（二）加强督查。定期通报进展。\n",
        &[
            "1 | 实施教育提升 | 区教育局 | 区财政局+各镇 | eq 2所; eq 100间 | ",
            "2 | 实施健康工程 | 区卫健局 | 各镇 | eq 5个 | ",
        ],
    );
}

#[test]
fn an_annex_restarts_the_numbering_of_the_notice() {
    let reading = check(
        "某区人民政府关于做好2021年实事工作的通知\n某政发〔2021〕5号\n各街道：\n现将2021年10件民生实事印发给你们，请抓好落实。\n一、提高认识。各单位要高度重视。\n二、明确责任。责任单位要制定方案，每季度末月20日前报送进展。\n三、严格考核。对落实不力的予以通报。\n某区人民政府\n2021年2月3日\n附件\n2021年民生实事项目\n一、教育\n（一）新建学校2所。\n责任单位：区教育局\n（二）新增学位900个。\n责任单位：区教育局、区财政局\n二、养老\n（三）新建食堂6家。\n责任单位：区民政局\n",
        &[
            "1 | 新建学校2所 | 区教育局 |  | eq 2所 | ",
            "2 | 新增学位90 | 区教育局+区财政局 |  | eq 900个 | ",
            "3 | 新建食堂6家 | 区民政局 |  | eq 6家 | ",
        ],
    );
    let titles: Vec<&str> = reading.requirements.iter().map(|r| r.title.value.as_str()).collect();
    assert_eq!(titles, ["提高认识", "明确责任", "严格考核"]);
    assert_eq!(
        reading.instruments[0].date.as_ref().unwrap().value.to_string(),
        "2021-02-03"
    );
    let mismatch: Vec<&str> = reading.remarks.iter().map(|r| r.code.as_str()).collect();
    assert!(mismatch.contains(&"count_mismatch"));
}

#[test]
fn duties_given_in_brackets_behind_the_words() {
    check(
        "某市2020年民生实事\n1.新建公园3个。（市园林局牵头，各区配合）\n2.发放补贴500户（市民政局负责）。\n3.培训医生80名。（市卫健委、市人社局按职责分工负责）\n",
        &[
            "1 | 新建公园3个 | 市园林局 | 各区 | eq 3个 | ",
            "2 | 发放补贴50 | 市民政局 |  | eq 500户 | ",
            "3 | 培训医生80 | 市卫健委+市人社局 |  | eq 80名 | ",
        ],
    );
}

#[test]
fn many_labels_in_one_document() {
    let reading = check(
        "某县2021年实事项目\n1.新建水厂2座。\n牵头领导：甲某\n牵头单位及主要负责人：县水利局 王小明\n责任部门：县财政局；数据提供单位：县统计局\n完成时限：2021年10月底前\n2.新修公路30公里。\n牵头领导：乙某\n牵头单位及主要负责人：县交通局（李大海）\n责任部门：县财政局、各镇\n完成时限：年底前\n当前进度：已完成40%，路基完成12公里。\n",
        &[
            "1 | 新建水厂2座 | 县水利局 | 县财政局 | eq 2座 | 2021-10-31",
            "2 | 新修公路30 | 县交通局 | 县财政局+各镇 | eq 30公里 | 2021-12-31",
        ],
    );
    let programme = reading.programme.unwrap();
    let persons: Vec<&str> = programme.items[0]
        .persons
        .iter()
        .map(|(_, p)| p.value.as_str())
        .collect();
    assert!(persons.contains(&"王小明"), "{persons:?}");
    let kinds: Vec<&str> = programme.items[1].conditions.iter().map(|c| c.kind.as_str()).collect();
    assert_eq!(kinds, ["progress", "progress"]);
}

#[test]
fn a_list_of_plain_items_without_units() {
    check(
        "某市关于公布2022年10件民生实事的公告\n经人代会票决，确定2022年民生实事3件：\n一、新建幼儿园20所，新增学位6000个。\n二、改造老旧小区120个。\n三、完成适龄妇女检查8万人次以上。\n某市人民政府办公室\n2022年1月20日\n",
        &[
            "1 | 新建幼儿园2 |  |  | eq 20所; eq 6000个 | ",
            "2 | 改造老旧小区 |  |  | eq 120个 | ",
            "3 | 完成适龄妇女 |  |  | ge 80000人次 | ",
        ],
    );
}

#[test]
fn lines_broken_inside_words_and_over_pages() {
    check(
        "某区关于2021年实事的通知\n\n一、内容\n\n1. 新建停车场3处，共约\n\n600个停车位，方便市民停\n车。\n\n主办单位：住房和城\n\n乡建设局\n\n协办单位：财政局、公安\n\n— 2 —\n\n分局，\n\n各街道\n\n2. 新建公厕2座。\n\n主办单位：城市管理局\n\n协办单位：财政局\n",
        &[
            "1 | 新建停车场3 | 住房和城乡建设局 | 财政局+公安分局+各街道 | eq 3处; approx 600个 | ",
            "2 | 新建公厕2座 | 城市管理局 | 财政局 | eq 2座 | ",
        ],
    );
}

#[test]
fn cells_run_together_without_separators() {
    let reading = check(
        "2022年实事项目责任表序号项目名称主要内容分管领导牵头单位配合单位1增加教育供给新建小学2所，新增学位1800个。王小明教育局各街道财政局2优化养老服务新建食堂6家。李大海民政局高新园（新安镇）各街道\n",
        &[
            "1 | 新建小学2所 | 教育局 | 各街道+财政局 | eq 2所; eq 1800个 | ",
            "2 | 新建食堂6家 | 民政局 | 高新园（新安镇）+各街道 | eq 6家 | ",
        ],
    );
    let programme = reading.programme.unwrap();
    assert_eq!(programme.items[0].title.as_ref().unwrap().value, "增加教育供给");
    assert_eq!(programme.items[0].persons[0].1.value, "王小明");
}

#[test]
fn everything_on_one_line() {
    check(
        "2015年实事项目1—6月进展情况公示。 1.新建公厕30座。 牵头领导:甲某 责任单位:市城管局 配合单位:市财政局 实际完成情况:已完成12座。 2.新辟公交2条。 责任单位:市交通委 配合单位:市公安局,各区政府 东区 西区 合计 年度目标 1 1 2 实际完成 0 1 1 3.改造路口4处。 责任单位:市公安局 实际完成情况:完成55%。\n",
        &[
            "1 | 新建公厕30 | 市城管局 | 市财政局 | eq 30座 | ",
            "2 | 新辟公交2条 | 市交通委 | 市公安局+各区政府 | eq 2条 | ",
            "3 | 改造路口4处 | 市公安局 |  | eq 4处 | ",
        ],
    );
}

#[test]
fn a_gazette_with_two_documents_reads_both() {
    let reading = read(
        "某区公报\n2021年第3期\n（总第15期）\n目 录\n【文件】\n关于做好2021年实事的通知（某发〔2021〕7号）1\n关于加强安全生产的通知（某发〔2021〕9号）5\n【大事记】9\n\
         某区管委会关于做好2021年实事的通知\n某发〔2021〕7号\n各街道：\n一、内容\n1.新建公厕3座。\n主办单位：城管局\n2.新建公园1个。\n主办单位：住建局\n某区管委会\n2021年3月1日\n\
         某区管委会关于加强安全生产的通知\n某发〔2021〕9号\n各街道：\n一、总体要求。落实责任，守住底线。\n某区管委会\n2021年3月8日\n某区大事记\n2021年3月\n1日 某区工作会议召开。\n",
    );
    assert_eq!(reading.instruments.len(), 2);
    let numbers: Vec<&str> = reading
        .instruments
        .iter()
        .filter_map(|i| i.document_number.as_ref())
        .map(|n| n.value.as_str())
        .collect();
    assert_eq!(numbers, ["某发〔2021〕7号", "某发〔2021〕9号"]);
    assert_eq!(reading.programme.as_ref().unwrap().items.len(), 2);
    let issue = reading.issue.as_ref().unwrap();
    assert_eq!((issue.number.as_ref().unwrap().value, issue.contents.len()), (3, 3));
    assert_eq!(reading.chronicle.as_ref().unwrap().entries.len(), 1);
}

#[test]
fn foreign_and_empty_input_is_read_to_nothing() {
    for text in [
        "",
        "\n\n\n",
        "hello world, nothing here",
        "\u{FEFF}",
        "。。。",
        "1",
        "（（（（",
        "序号",
        "目录",
    ] {
        let reading = read(text);
        assert!(reading.programme.is_none(), "{text:?}");
        assert!(reading.chronicle.is_none(), "{text:?}");
    }
}
