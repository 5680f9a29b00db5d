//! A site with one lot whose gate speaks.

use axum::http::Method;
use serde_json::{Value, json};
use shishi_service::parking_rows::lots::LotRow;

use super::Site;

pub const JSON: &str = "application/json";

pub struct Gate {
    pub site: Site,
    pub token: String,
}

impl Gate {
    /// The lot `east` with 50 bays and the lane `gate-1`, priced by the text of a tariff where there is one.
    pub fn open(tariff: Option<&str>) -> Self {
        let site = Site::issued();
        let keeper = site.sign_in("supervisor");
        if let Some(text) = tariff {
            site.service.put_tariff(&keeper, "city-lot", text).unwrap();
        }
        let lot = LotRow {
            id: 0,
            slug: "east".into(),
            name: "东停车场".into(),
            setting: "surface".into(),
            access: "public".into(),
            latitude: 35_400_000,
            longitude: 116_600_000,
            operator: "某停车管理公司".into(),
            opened_on: None,
            capacity: 50,
            counting: "gate".into(),
            outline: None,
            height_cm: None,
            stay_minutes_max: None,
            hours: String::new(),
            tariff: tariff.map(|_| "city-lot".into()),
            confidence_min: 60,
            terms: None,
            revision: 0,
        };
        site.service.put_lot(&keeper, lot, Vec::new(), Vec::new()).unwrap();
        let token = site.service.put_device(&keeper, "east", "gate-1", "lane").unwrap();
        Self { site, token }
    }

    /// What a device that shows a token, or none, is answered.
    pub async fn send(&self, path: &str, token: &str, media_type: &str, body: impl AsRef<[u8]>) -> (u16, Value) {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("content-type", media_type), ("accept-language", "en")];
        if !token.is_empty() {
            headers.push(("authorization", &bearer));
        }
        let answer = self.site.ask(Method::POST, path, &headers, body).await;
        let said = serde_json::from_str(&answer.body).unwrap_or_default();
        (answer.status.as_u16(), said)
    }

    /// What the lane is told of a vehicle at the barrier.
    pub async fn pass(&self, sequence: u64, way: &str, at: &str) -> (u16, Value) {
        let body = passage(sequence, way, at, "鲁HIO001").to_string();
        let path = "/api/parking/passages?device=gate-1";
        self.send(path, &self.token, JSON, body).await
    }
}

pub fn passage(sequence: u64, way: &str, at: &str, plate: &str) -> Value {
    json!({
        "version": 1, "kind": "passage", "sequence": sequence, "at": at, "way": way, "plate": plate, "colour": "blue", "confidence": 97, "lane": 2,
    })
}
