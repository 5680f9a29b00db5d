//! Why something about charging is refused, and what somebody should look at, in sentences.

use super::{Language, minutes};
use crate::charging::Finding;

/// Sentences by code; `{name}` stands for an argument.
pub(super) const SENTENCES: [(&str, &str, &str); 13] = [
    (
        "charging.code_bad",
        "“{code}”不能作编码：应为最多{max}个字母、数字或 - _ .",
        "“{code}” is no code: at most {max} letters, digits or - _ .",
    ),
    (
        "charging.name_bad",
        "充电站名称应为1至{max}个字",
        "a station's name has between 1 and {max} characters",
    ),
    (
        "charging.size_bad",
        "{code}下没有设备，或超过{max}个",
        "{code} has none of its parts, or more than {max}",
    ),
    (
        "charging.code_twice",
        "编码{code}在本站出现两次",
        "the code {code} stands twice in the station",
    ),
    (
        "charging.power_bad",
        "接口{connector}的功率应在1至{max}瓦之间",
        "the power of connector {connector} must be between 1 and {max} watts",
    ),
    (
        "charging.connector_unknown",
        "本站没有接口{connector}",
        "the station has no connector {connector}",
    ),
    (
        "charging.state_unknown",
        "没有状态码{code}，可用：0、1、2、3、4、255",
        "there is no status {code}; known: 0, 1, 2, 3, 4, 255",
    ),
    (
        "charging.time_bad",
        "时间超出可表示的范围",
        "the time lies out of all time",
    ),
    (
        "charging.connector_long",
        "本接口的状态记录已达{max}条上限",
        "{max} reports of this connector are remembered, and no more can be",
    ),
    (
        "charging.order_backwards",
        "充电结束早于开始",
        "the charge ends before it begins",
    ),
    (
        "charging.order_long",
        "充电超过{hours}小时，请人工核对",
        "the charge is longer than {hours} hours; check it by hand",
    ),
    (
        "charging.amount_bad",
        "充电金额为负、过大，或电费与服务费之和不等于总额",
        "an amount is negative or too large, or electricity and service do not sum to the total",
    ),
    (
        "charging.orders_many",
        "充电订单已达{max}条上限",
        "{max} orders are remembered, and no more can be",
    ),
];

/// What somebody should look at, as a sentence.
#[must_use]
pub fn charging_finding(finding: &Finding, language: Language) -> String {
    let time = |count: &i64| minutes(*count, language);
    match (finding, language) {
        (
            Finding::PluggedAfter {
                connector, minutes: m, ..
            },
            Language::Chinese,
        ) => {
            format!("接口{connector}：充电结束后未拔枪，超过宽限{}", time(m))
        }
        (
            Finding::PluggedAfter {
                connector, minutes: m, ..
            },
            Language::English,
        ) => {
            format!(
                "connector {connector}: still plugged in after charging, {} beyond the grace",
                time(m)
            )
        }
        (Finding::BayBlocked { bay, minutes: m, .. }, Language::Chinese) => {
            format!("{}号充电泊位被未充电车辆占用，超过宽限{}", bay.0, time(m))
        }
        (Finding::BayBlocked { bay, minutes: m, .. }, Language::English) => {
            format!(
                "charging bay {}: taken by a vehicle that does not charge, {} beyond the grace",
                bay.0,
                time(m)
            )
        }
        (Finding::OrdersOverlap { first, second }, Language::Chinese) => {
            format!("同一接口的订单{first}与{second}时间重叠")
        }
        (Finding::OrdersOverlap { first, second }, Language::English) => {
            format!("orders {first} and {second} of one connector overlap")
        }
        (Finding::EnergyBeyond { order, watt_hours_max }, Language::Chinese) => {
            format!("订单{order}的电量超过该接口同时段的上限{watt_hours_max}瓦时")
        }
        (Finding::EnergyBeyond { order, watt_hours_max }, Language::English) => {
            format!("order {order} has more than the {watt_hours_max} Wh that its connector can give in that time")
        }
        (Finding::OrderContradicted { order }, Language::Chinese) => {
            format!("订单号{order}有两种内容，均不采用")
        }
        (Finding::OrderContradicted { order }, Language::English) => {
            format!("the order number {order} came with two contents; neither counts")
        }
    }
}
