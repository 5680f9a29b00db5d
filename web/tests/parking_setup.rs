//! The set-up of parking at the desk: one lot, one bay, past occupancy; and figures of a period that cannot be.

mod common;

use common::gate::Gate;
use common::html;
use common::person::{Person, field, wrong};
use shishi_kernel::Role;

const SETUP: &str = "/office/parking/setup";

fn keeper(gate: &Gate) -> Person {
    gate.site.person("keeper", Role::Supervisor, None)
}

/// The value that a field with an identifier has; of a select the one that is chosen.
fn stands(page: &str, id: &str) -> String {
    let tags = html::tags(page);
    let at = tags.iter().position(|tag| tag.get("id") == Some(id));
    let at = at.unwrap_or_else(|| panic!("no field {id}"));
    let mut options = tags[at + 1..].iter().take_while(|tag| tag.name == "option");
    let chosen = match tags[at].name.as_str() {
        "select" => options.find(|tag| tag.get("selected").is_some()),
        _ => Some(&tags[at]),
    };
    chosen.and_then(|tag| tag.get("value")).unwrap_or_default().to_owned()
}

/// The classes that are ticked.
fn ticked(page: &str) -> Vec<String> {
    let tags = html::tags(page);
    let boxes = tags.iter().filter(|tag| tag.get("name") == Some("classes"));
    let ticked = boxes.filter(|tag| tag.get("checked").is_some());
    ticked.filter_map(|tag| tag.get("value").map(str::to_owned)).collect()
}

type Fields = Vec<(&'static str, &'static str)>;

fn with(sent: &Fields, name: &'static str, value: &'static str) -> Fields {
    let changed = |(known, kept): &(&'static str, &'static str)| (*known, if *known == name { value } else { *kept });
    sent.iter().map(changed).collect()
}

#[tokio::test]
async fn a_lot_is_added_and_changed_by_the_rules_of_a_file() {
    let gate = Gate::open(None);
    let keeper = keeper(&gate);
    let lots = format!("{SETUP}/lots");
    let sent: Fields = vec![
        ("lot", "west"),
        ("name", "西停车场"),
        ("setting", "underground"),
        ("operator", "某公司"),
        ("lat", "35.41"),
        ("lon", "116.61"),
        ("hours", "24/7"),
        ("capacity", "80"),
        ("access", "public"),
        ("realtime", "gate"),
        ("tariff", ""),
        ("height_m", "2.1"),
        ("max_stay_min", ""),
        ("bookable", "yes"),
    ];
    keeper.see(&gate.site, &lots).await;
    for (name, value, at) in [
        ("lot", "", "lot"),
        ("lot", "West Gate", "lot"),
        ("lot", "east", "lot"),
        ("name", " ", "name"),
        ("setting", "sky", "setting"),
        ("lat", "95", "lat"),
        ("lat", "", "lat"),
        ("capacity", "many", "capacity"),
        ("height_m", "0.2", "height_m"),
        ("max_stay_min", "-1", "max_stay_min"),
    ] {
        let typed = with(&sent, name, value);
        let page = keeper.refused(&gate.site, &lots, &typed, 422).await;
        assert_eq!(wrong(&page), [at], "{name}={value}");
        for (field, typed) in typed
            .iter()
            .filter(|(field, _)| !["bookable", "setting"].contains(field))
        {
            assert_eq!(stands(&page, field), *typed, "{name}={value}: {field}");
        }
    }
    let west = format!("{lots}/west");
    assert_eq!(keeper.send(&gate.site, &lots, &sent).await, west);
    let page = keeper.see(&gate.site, &west).await;
    for (field, value) in [
        ("name", "西停车场"),
        ("setting", "underground"),
        ("capacity", "80"),
        ("height_m", "2.10"),
    ] {
        assert_eq!(stands(&page, field), value, "{field}");
    }
    let terms = || gate.site.service.parking().unwrap().lot("west").unwrap().terms.clone();
    assert_eq!(terms().unwrap().quota, 16, "of five places one can be booked");
    let changed: Fields = with(&sent, "name", "西地下停车场")
        .into_iter()
        .filter(|(name, _)| *name != "bookable")
        .collect();
    let refused = keeper
        .refused(&gate.site, &west, &with(&changed, "lon", "x"), 422)
        .await;
    assert_eq!(
        (wrong(&refused), stands(&refused, "name")),
        (vec!["lat".to_owned()], "西地下停车场".to_owned())
    );
    assert_eq!(keeper.send(&gate.site, &west, &changed).await, west);
    let lot = gate.site.service.parking().unwrap().lot("west").unwrap().row.clone();
    assert_eq!((lot.name.as_str(), lot.capacity, lot.terms), ("西地下停车场", 80, None));
    assert_eq!(keeper.get(&gate.site, &format!("{lots}/nowhere")).await.status, 404);
    let clerk = gate.site.person("clerk", Role::Clerk, Some(shishi_kernel::UnitId(1)));
    assert_eq!(clerk.get(&gate.site, &west).await.status, 403);
}

#[tokio::test]
async fn a_bay_is_added_and_changed_and_its_lot_stays() {
    let gate = Gate::open(None);
    let keeper = keeper(&gate);
    let bays = format!("{SETUP}/lots/east/bays");
    let new = keeper.see(&gate.site, &format!("{bays}?number=A1")).await;
    assert!(new.contains("只有总泊位数"), "the capacity gives way to bays");
    assert_eq!(
        (field(&new, "bay"), stands(&new, "lat")),
        ("A1".to_owned(), "35.400000".to_owned())
    );
    let sent: Fields = vec![
        ("bay", "A1"),
        ("zone", ""),
        ("lat", "35.4001"),
        ("lon", "116.6001"),
        ("classes", "charging"),
        ("classes", "disabled"),
        ("smart", "2020-05-30"),
    ];
    for (name, value, at) in [
        ("bay", "", "bay"),
        ("bay", "A/1", "bay"),
        ("zone", "Zone A", "zone"),
        ("lon", "x", "lat"),
        ("smart", "May", "smart"),
        ("smart", "0001-01-01", "smart"),
    ] {
        let typed = with(&sent, name, value);
        let page = keeper.refused(&gate.site, &bays, &typed, 422).await;
        assert_eq!(wrong(&page), [at], "{name}={value}");
        assert_eq!(ticked(&page), ["disabled", "charging"], "{name}={value}");
        for (field, typed) in typed.iter().filter(|(field, _)| *field != "classes") {
            assert_eq!(stands(&page, field), *typed, "{name}={value}: {field}");
        }
    }
    let unknown = keeper
        .refused(&gate.site, &bays, &with(&sent, "classes", "tram"), 422)
        .await;
    assert!(unknown.contains("href=\"#classes\""), "{unknown}");
    assert_eq!(keeper.send(&gate.site, &bays, &sent).await, bays);
    assert_eq!(keeper.send(&gate.site, &bays, &with(&sent, "bay", "甲2")).await, bays);
    let page = keeper.see(&gate.site, &format!("{bays}?number=A1")).await;
    assert_eq!(
        (stands(&page, "zone"), stands(&page, "smart")),
        ("main".to_owned(), "2020-05-30".to_owned())
    );
    assert_eq!(ticked(&page), ["disabled", "charging"]);
    let plain: Fields = vec![
        ("bay", "A1"),
        ("zone", "b1"),
        ("lat", "35.4"),
        ("lon", "116.6"),
        ("smart", ""),
    ];
    assert_eq!(keeper.send(&gate.site, &bays, &plain).await, bays);
    let catalogue = gate.site.service.parking().unwrap();
    let lot = catalogue.lot("east").unwrap();
    let kept: Vec<_> = lot
        .bays
        .iter()
        .map(|bay| {
            (
                bay.code.as_str(),
                bay.zone.as_str(),
                bay.classes,
                bay.smart_on.is_some(),
            )
        })
        .collect();
    assert_eq!(kept, [("A1", "b1", 0, true), ("甲2", "main", 3, true)]);
    assert_eq!(
        (lot.row.name.as_str(), lot.row.confidence_min, lot.capacity()),
        ("东停车场", 60, 2)
    );
    let listed = keeper.see(&gate.site, &format!("{SETUP}/lots/east")).await;
    assert!(listed.contains("?number=%E7%94%B22"), "{listed}");
    assert!(!listed.contains("id=\"capacity\""), "bays say what the lot holds");
}

#[tokio::test]
async fn past_occupancy_is_taken_whole_or_not_at_all() {
    let gate = Gate::open(None);
    let keeper = keeper(&gate);
    let to = format!("{SETUP}/occupancy");
    keeper.see(&gate.site, &to).await;
    const HEAD: &str = "lot,capacity,occupied,time\n";
    let refused = async |text: &str, words: &[&str]| {
        let answer = keeper
            .hand_over(&gate.site, &to, &[], &[("notes.csv", text.as_bytes())])
            .await;
        assert_eq!(answer.status, 422, "{text}");
        assert_eq!(wrong(&answer.body), ["file"], "{text}");
        for words in words {
            assert!(answer.body.contains(words), "{words} in {}", answer.body);
        }
    };
    refused("", &["表格是空的"]).await;
    refused("a,b\n", &["第 1 行", "看不出列名"]).await;
    refused(HEAD, &["表格是空的"]).await;
    let good = "east,50,12,2020-05-30 08:00\n东停车场,50,13,2020-05-30 08:15\n";
    let bad = "west,50,1,2020-05-30 08:00\neast,50,x,2020-05-30 08:30\neast,50,1,2020-06-30 08:00\n";
    let words = [
        "第 4 行",
        "没有这个编码",
        "第 5 行",
        "应当是数字",
        "第 6 行",
        "还没有到",
    ];
    refused(&format!("{HEAD}{good}{bad}"), &words).await;
    assert_eq!(keeper.hand_over(&gate.site, &to, &[], &[]).await.status, 422, "no file");
    let old = "east,50,1,2019-05-30 08:00\n";
    let text = format!("{HEAD}{good}{old}");
    let taken = keeper
        .hand_over(&gate.site, &to, &[], &[("notes.csv", text.as_bytes())])
        .await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    for words in ["2 条新记录", "1 条早于 70 天"] {
        assert!(taken.body.contains(words), "{}", taken.body);
    }
    let again = keeper
        .hand_over(&gate.site, &to, &[], &[("notes.csv", text.as_bytes())])
        .await;
    assert!(
        again.body.contains("0 条新记录") && again.body.contains("2 条所在的分钟"),
        "{}",
        again.body
    );
}

#[tokio::test]
async fn a_bay_is_closed_at_the_desk_and_opened_again() {
    let gate = Gate::open(None);
    let clerk = gate.site.person("clerk", Role::Clerk, Some(shishi_kernel::UnitId(1)));
    let (desk, public) = ("/office/parking/lots/east", "/parking/lots/east");
    let close = format!("{desk}/close");
    let none = clerk.see(&gate.site, desk).await;
    assert!(!none.contains("停用泊位"), "a lot whose bays are not listed");
    let keeper = keeper(&gate);
    let bays = format!("{SETUP}/lots/east/bays");
    for number in ["A1", "A2"] {
        let sent = [
            ("bay", number),
            ("zone", ""),
            ("lat", "35.4"),
            ("lon", "116.6"),
            ("smart", ""),
        ];
        assert_eq!(keeper.send(&gate.site, &bays, &sent).await, bays);
    }
    let why = "地面塌陷，等待维修";
    for (bay, reason, at) in [("A9", why, "bay"), ("", why, "bay"), ("A1", "坏", "reason")] {
        let sent = [("bay", bay), ("reason", reason)];
        let page = clerk.refused(&gate.site, &close, &sent, 422).await;
        assert_eq!(wrong(&page), [at], "{bay} {reason}");
        assert_eq!(
            (stands(&page, "bay-close"), stands(&page, "reason-close")),
            (bay.into(), reason.into())
        );
    }
    let sent = [("bay", "A1"), ("reason", why)];
    assert_eq!(clerk.send(&gate.site, &close, &sent).await, desk);
    let twice = clerk.refused(&gate.site, &close, &sent, 422).await;
    assert!(twice.contains("这个泊位已停用"), "{twice}");
    let page = clerk.see(&gate.site, desk).await;
    assert!(page.contains(why) && page.contains("恢复使用 A1"), "{page}");
    assert!(clerk.see(&gate.site, "/office/parking").await.contains("停用 1"));
    let shown = gate.site.get(public).await.body;
    assert!(
        shown.contains("另有 1 个泊位暂停使用") && !shown.contains(why),
        "{shown}"
    );
    let open = format!("{desk}/open");
    assert_eq!(clerk.send(&gate.site, &open, &[("bay", "A1")]).await, desk);
    let twice = clerk.refused(&gate.site, &open, &[("bay", "A1")], 422).await;
    assert!(twice.contains("这个泊位没有停用"), "{twice}");
    assert!(!gate.site.get(public).await.body.contains("暂停使用"));
}

#[tokio::test]
async fn a_period_that_cannot_be_is_called_that() {
    let gate = Gate::open(None);
    let keeper = keeper(&gate);
    for (asked, at, kept) in [
        ("from=2020-05-30&until=2020-05-01", "until", "2020-05-30"),
        ("from=2019-05-30&until=2020-05-01", "until", "2019-05-30"),
        ("from=2020-05&until=2020-05-01", "from", "2020-05"),
    ] {
        let answer = keeper
            .get(&gate.site, &format!("/office/parking/figures?{asked}"))
            .await;
        assert_eq!(answer.status, 422, "{asked}");
        assert_eq!(
            (wrong(&answer.body), stands(&answer.body, "from")),
            (vec![at.to_owned()], kept.to_owned())
        );
        assert!(
            answer.body.contains("时段不对") && !answer.body.contains("没有保存"),
            "{asked}"
        );
        let csv = keeper
            .get(&gate.site, &format!("/office/parking/figures.csv?{asked}"))
            .await;
        assert_eq!(csv.status, 422, "{asked}");
    }
    keeper
        .see(&gate.site, "/office/parking/figures?from=2020-05-01&until=2020-05-30")
        .await;
}
