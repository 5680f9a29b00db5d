//! Files of places: what is read from each form, and what is said of files that are wrong.

use shishi_parking::places::form::{At, Form, Reading, read, write};
use shishi_parking::places::{Class, Counts, Point, Room, Setting};
use shishi_parking::words::{Language, places_fault};

fn at(latitude: f64, longitude: f64) -> Point {
    Point::from_degrees(latitude, longitude).unwrap()
}

/// The first fault of a file, in both languages.
fn said(text: &str, form: Form) -> Vec<(String, String)> {
    let Err(faults) = read(text.as_bytes(), form) else {
        return Vec::new();
    };
    let say = |fault| {
        (
            places_fault(fault, Language::Chinese),
            places_fault(fault, Language::English),
        )
    };
    faults.iter().map(say).collect()
}

#[test]
fn every_fault_is_said_at_once() {
    let text = "lot,zone,bay,lat,lon,classes,height_m\n\
                south,,,35.4,116.5,,9 ft\n\
                South,,,35.4,116.5,,\n\
                south,b1,A1,35.4,,tram,\n\
                south,b1,A2,95,116.5,,\n\
                south,b1,A3,35.4,116.5,family tram,\n\
                south,b1,A4,35.4,116.5,,\n\
                south,b1,A4,35.4,116.5,,\n\
                ,b1,A5,35.4,116.5,,\n\
                south,,,35.4,116.5,,,,,\n";
    let english: Vec<String> = said(text, Form::Csv).into_iter().map(|(_, english)| english).collect();
    let expected = [
        "line 2, height_m: “9 ft” cannot be read here; write one of: 1.0 - 20.0 m",
        "line 3, lot: “South” is no code: small letters, digits and single hyphens, at most 40",
        "line 4, lon: lon is missing",
        "line 4, classes: there is no class of bays “tram”",
        "line 5, lat: “95, 116.5” is no point; give latitude and longitude in degrees, WGS-84",
        "line 6, classes: there is no class of bays “tram”",
        "line 8, bay: two bays of the zone have the number “A4”, or one id",
        "line 9, lot: lot is missing",
        "line 10: the row has 10 fields, but there are 7 columns",
    ];
    assert_eq!(english, expected);
}

#[test]
fn faults_by_form() {
    let feature = |geometry: &str, properties: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{geometry},"properties":{properties}}}]}}"#
        )
    };
    let point = r#"{"type":"Point","coordinates":[116.5,35.4]}"#;
    let rows = [
        (Form::Csv, String::new(), "缺少“lot”", "there is no “lot”"),
        (
            Form::Csv,
            "lot,lat,lon\n".to_owned(),
            "文件中没有停车场",
            "there is no place in the file",
        ),
        (
            Form::Csv,
            "lot,lat,纬度\n".to_owned(),
            "第1行 纬度：“纬度”与前面一列含义相同，请删去一列",
            "line 1, 纬度: “纬度” says what an earlier column says; remove one",
        ),
        (
            Form::Csv,
            "lot,lat,lon\na,1,1\na,1,1\n".to_owned(),
            "第3行 lot：停车场编号“a”出现两次",
            "line 3, lot: two lots have the code “a”",
        ),
        (
            Form::Csv,
            "lot,capacity\na,4\n".to_owned(),
            "第2行 lat：缺少lat",
            "line 2, lat: lat is missing",
        ),
        (
            Form::Csv,
            "lot,lat,lon,capacity\na,1,1,60000\n".to_owned(),
            "第2行 capacity：“60000”不是不超过50000的整数",
            "line 2, capacity: “60000” is no whole number up to 50000",
        ),
        (
            Form::GeoJson,
            "{\"features\": [}".to_owned(),
            "第1行：第15列起不是可用的JSON",
            "line 1: this is no JSON that can be read, from column 15 on",
        ),
        (
            Form::GeoJson,
            "{}".to_owned(),
            "缺少“features”",
            "there is no “features”",
        ),
        (
            Form::GeoJson,
            feature(point, "{}"),
            "第1个要素 lot：缺少lot",
            "feature 1, lot: lot is missing",
        ),
        (
            Form::GeoJson,
            feature(r#"{"type":"LineString","coordinates":[]}"#, r#"{"lot":"a"}"#),
            "第1个要素 geometry：“LineString”不能用，应为Point或Polygon",
            "feature 1, geometry: “LineString” cannot be used; a place is a Point or a Polygon",
        ),
        (
            Form::GeoJson,
            feature(point, r#"{"lot":"a","name":{}}"#),
            "第1个要素 name：“{}”不在可选项中，可写：text, number, true, false",
            "feature 1, name: “{}” cannot be read here; write one of: text, number, true, false",
        ),
        (Form::Osm, "{}".to_owned(), "缺少“elements”", "there is no “elements”"),
        (
            Form::Osm,
            r#"{"elements":[]}"#.to_owned(),
            "文件中没有停车场",
            "there is no place in the file",
        ),
        (
            Form::Melbourne,
            "a,b\n".to_owned(),
            "缺少“st_marker_id, lat, lon”",
            "there is no “st_marker_id, lat, lon”",
        ),
    ];
    for (form, text, chinese, english) in rows {
        let expected = (chinese.to_owned(), english.to_owned());
        assert_eq!(said(&text, form).first(), Some(&expected), "{form:?} {text}");
    }
    let bytes = [b'{', 0xff, 0xfe];
    assert!(read(&bytes, Form::GeoJson).is_err() && read(&[0xff, 0xff], Form::Csv).is_err());
}

fn remarks(reading: &Reading) -> Vec<String> {
    let say = |remark| places_fault(remark, Language::English);
    reading.remarks.iter().map(say).collect()
}

#[test]
fn a_table_from_an_office() {
    let text = "停车场编号;区域;泊位号;名称;纬度;经度;泊位属性;泊位数;无障碍泊位数;限高（米）;备注\n\
                south;;;南门停车场;35.40;116.50;;80;3;2.1米;\n\
                ;;;;;;;;;;\n\
                north;b1;A-1;;35.40;116.60;无障碍、充电车位;;;;\n\
                north;;7;;35.42;116.62;;;;;x\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    for bytes in [text.as_bytes(), format!("\u{feff}{text}").as_bytes(), &gb] {
        let reading = read(bytes, Form::Csv).unwrap();
        let south = reading.places.lot("south").unwrap();
        assert_eq!(south.name.as_str(), "南门停车场");
        assert_eq!(south.room, Room::Bare(Counts::stated(80, &[(Class::Disabled, 3)])));
        assert_eq!(south.height_cm, Some(210));
        let north = reading.places.lot("north").unwrap();
        let bays: Vec<_> = north
            .bays()
            .map(|(zone, bay)| (zone.code.as_str(), bay.number.as_str(), bay.id.0))
            .collect();
        assert_eq!(bays, [("b1", "A-1", 1), ("main", "7", 2)]);
        assert_eq!((north.at, north.capacity().of(Class::Charging)), (at(35.41, 116.61), 1));
        assert_eq!(
            remarks(&reading),
            [
                "line 1, 备注: the column “备注” is not known and was left alone",
                "line 4, lot: the lot “north” has no row of its own; it is named by its code, and stands in the middle of its bays",
            ]
        );
    }
    let differs = "lot,bay,lat,lon,capacity\na,,1,1,9\na,1,1,1,\n";
    let reading = read(differs.as_bytes(), Form::Csv).unwrap();
    assert_eq!(reading.places.capacity().all, 1);
    assert_eq!(
        remarks(&reading),
        ["line 2, capacity: 9 bays are stated and 1 are listed; those that are listed count"]
    );
}

#[test]
fn elements_of_openstreetmap() {
    let corner = |latitude: f64, longitude: f64| format!(r#"{{"lat":{latitude},"lon":{longitude}}}"#);
    let ring = [(0.0, 0.0), (0.0, 0.001), (0.001, 0.001), (0.001, 0.0), (0.0, 0.0)];
    let ring = ring.map(|(latitude, longitude)| corner(latitude, longitude)).join(",");
    let space = |id: u32, latitude: f64, tags: &str| {
        format!(
            r#"{{"type":"node","id":{id},"lat":{latitude},"lon":0.0005,"tags":{{"amenity":"parking_space"{tags}}}}}"#
        )
    };
    let elements = [
        format!(r#"{{"type":"way","id":11,"geometry":[{ring}],"tags":{{"amenity":"parking","parking":"multi-storey","maxheight":"tall"}}}}"#),
        space(21, 0.0005, r#","ref":"17","parking_space":"disabled","level":"-1""#),
        space(22, 0.0006, r#","capacity":"2","capacity:charging":"2""#),
        space(23, 1.5, ""),
        r#"{"type":"relation","id":31,"center":{"lat":2,"lon":3},"tags":{"amenity":"parking","name":"Far","capacity":"300","capacity:disabled":"yes","fee":"no"}}"#.to_owned(),
        r#"{"type":"way","id":41,"tags":{"amenity":"parking"}}"#.to_owned(),
        r#"{"type":"node","id":51,"lat":9,"lon":9,"tags":{"amenity":"bench"}}"#.to_owned(),
    ];
    let reading = read(
        format!(r#"{{"elements":[{}]}}"#, elements.join(",")).as_bytes(),
        Form::Osm,
    )
    .unwrap();
    let codes: Vec<&str> = reading.places.lots().iter().map(|lot| lot.code.as_str()).collect();
    assert_eq!(codes, ["osm-relation-31", "osm-way-11"]);
    let garage = reading.places.lot("osm-way-11").unwrap();
    let bays: Vec<_> = garage
        .bays()
        .map(|(zone, bay)| format!("{}/{} {}", zone.code, bay.number, bay.classes))
        .collect();
    assert_eq!(bays, ["b1/17 disabled", "main/osm1 charging", "main/osm2 charging"]);
    assert_eq!((garage.setting, garage.at), (Setting::MultiStorey, at(0.0005, 0.0005)));
    let far = reading.places.lot("osm-relation-31").unwrap();
    assert_eq!(
        (far.capacity().all, far.charged, far.at),
        (300, Some(false), at(2.0, 3.0))
    );
    assert_eq!(
        remarks(&reading),
        [
            "feature 1, maxheight: “tall” says nothing that can be used and was left alone",
            "feature 5, capacity:disabled: “yes” says nothing that can be used and was left alone",
            "feature 6, way-41: left out: it has no coordinates",
            "feature 3, node-22: the bay has no number and was given one",
            "feature 4, node-23: left out: it lies in no lot",
        ]
    );
    let feature = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"node/5","geometry":{"type":"Point","coordinates":[3,2]},
        "properties":{"@id":"node/5","amenity":"parking","capacity":"5"}}]}"#;
    let reading = read(feature.as_bytes(), Form::Osm).unwrap();
    assert_eq!(
        (reading.places.lots()[0].code.as_str(), reading.places.capacity().all),
        ("osm-node-5", 5)
    );
}

#[test]
fn markers_of_melbourne() {
    let text = "BayId,StMarkerId,Status,Lat,Lon\n\
                1,100N,Present,-37.8100,144.9600\n\
                2,101N,Unoccupied,-37.8100,144.9601\n\
                3,103N,Unoccupied,-37.8100,144.9650\n\
                4,102S,Present,-37.8101,144.9601\n\
                5,101N,Present,-37.8100,144.9601\n\
                6,,Present,-37.8200,144.9601\n\
                ,,Present,-37.8200,144.9601\n\
                7,105N,Present,137,144.9601\n\
                8,106N,,-37.8100,144.9651\n";
    let reading = read(text.as_bytes(), Form::Melbourne).unwrap();
    let lots: Vec<_> = reading
        .places
        .lots()
        .iter()
        .map(|lot| format!("{} {} {}", lot.code, lot.name, lot.capacity().all))
        .collect();
    assert_eq!(
        lots,
        [
            "kerb-100n 100N - 101N 2",
            "kerb-102s 102S - 102S 1",
            "kerb-103n 103N - 106N 2",
            "kerb-6 6 - 6 1"
        ]
    );
    assert_eq!(reading.taken.iter().filter(|(_, _, taken)| *taken).count(), 3);
    assert_eq!(reading.taken.len(), 5);
    assert_eq!(
        remarks(&reading),
        [
            "line 6, st_marker_id: two bays of the zone have the number “101N”, or one id",
            "line 8: “” is no bay number: not empty, no “/”, at most 24 characters",
            "line 9: “137, 144.9601” is no point; give latitude and longitude in degrees, WGS-84",
        ]
    );
}

/// Both snapshots, where they lie beside the checkout: every row of them is a bay of the map.
#[test]
fn the_bays_beside_the_checkout() {
    for (file, bays, taken) in [("T11-18", 3075, 1613), ("T16-38", 3079, 1411)] {
        let Some(bytes) = crate::beside(&format!("melbourne_snapshot/sensors_{file}.csv")) else {
            return;
        };
        let reading = read(&bytes, Form::Melbourne).unwrap();
        assert_eq!(reading.places.capacity().all, bays, "{file}");
        assert_eq!(
            reading.taken.iter().filter(|(_, _, taken)| *taken).count(),
            taken,
            "{file}"
        );
        assert_eq!(reading.remarks, [], "{file}");
        assert!(reading.places.lots().iter().all(|lot| lot.setting.is_on_street()));
        for form in [Form::Csv, Form::GeoJson] {
            let text = write(&reading.places, form).unwrap();
            assert_eq!(
                read(text.as_bytes(), form).unwrap().places,
                reading.places,
                "{file} {form:?}"
            );
        }
        let text = write(&reading.places, Form::Osm).unwrap();
        assert_eq!(
            read(text.as_bytes(), Form::Osm).unwrap().places.capacity().all,
            bays,
            "{file}"
        );
    }
}

#[test]
fn where_a_fault_is() {
    assert_eq!(
        [At::File, At::Line(3), At::Feature(2)].map(|at| at.to_string()),
        ["file", "line 3", "feature 2"]
    );
}
