//! What the accounts and invoices refuse, and where a payment stands, in sentences.

use super::Language;
use crate::accounts::Stage;

/// Sentences by code; `{name}` stands for an argument.
pub(super) const SENTENCES: [(&str, &str, &str); 19] = [
    (
        "accounts.unbalanced",
        "分录借贷不平，相差{difference yuan}",
        "the posting is out of balance by {difference yuan}",
    ),
    (
        "accounts.amount_bad",
        "{fen yuan}不是可以入账的金额",
        "{fen yuan} is no amount that can be posted",
    ),
    (
        "accounts.cause_reused",
        "该业务已按另一笔分录入账",
        "this was posted already, as something else",
    ),
    (
        "accounts.above_owed",
        "减免或核销不能超过欠费{owed yuan}",
        "no more can be taken off than the {owed yuan} that are owed",
    ),
    (
        "accounts.trade_other",
        "该结果属于另一笔支付",
        "this result belongs to another payment",
    ),
    (
        "accounts.amount_differs",
        "支付机构通知的金额为{said yuan}，应为{expected yuan}，未入账，请人工核对",
        "the provider named {said yuan} instead of {expected yuan}; nothing was posted, please look into it",
    ),
    (
        "accounts.refund_unknown",
        "没有申请过这笔退款",
        "nobody asked for this refund",
    ),
    (
        "accounts.not_paid",
        "该支付尚未成功，不能退款",
        "this payment is not paid, so nothing can be given back",
    ),
    (
        "accounts.refund_above",
        "该支付最多还可退{left yuan}",
        "at most {left yuan} can still be given back",
    ),
    (
        "accounts.cash_above",
        "现金最多可退{left yuan}，以多付且现金收取的为限",
        "at most {left yuan} can be given back in cash: what was paid too much, and taken at the till",
    ),
    (
        "accounts.refund_reused",
        "该退款单号已用于另一笔退款",
        "this refund number was used for another refund; take a new one",
    ),
    (
        "accounts.list_long",
        "对账清单最多{max}行",
        "a list to reconcile has at most {max} lines",
    ),
    (
        "invoice.tax_no_form",
        "税号应为18位数字或大写字母（不含I、O、S、V、Z）",
        "a tax number has 18 digits and capital letters, without I, O, S, V and Z",
    ),
    (
        "invoice.tax_no_check",
        "税号校验位不符，请核对是否输错",
        "the check character of the tax number does not fit; please look for a typing error",
    ),
    (
        "invoice.text_bad",
        "抬头和项目名称应为1至{max}个字",
        "title and item have between 1 and {max} characters",
    ),
    (
        "invoice.above",
        "目前可开票的金额为{left yuan}，付清后再申请",
        "{left yuan} can be invoiced now; ask again when it is paid",
    ),
    (
        "invoice.rate_bad",
        "税率应在0至千分之{max}之间",
        "a tax rate lies between 0 and {max} per mille",
    ),
    (
        "invoice.number_bad",
        "发票号码应为8至20位数字",
        "an invoice number has 8 to 20 digits",
    ),
    (
        "invoice.state_wrong",
        "该发票当前状态不能这样处理",
        "the invoice is not in a state for this",
    ),
];

/// Where a payment stands, as a sentence for the driver.
#[must_use]
pub fn stage(stage: Stage, language: Language) -> &'static str {
    let (chinese, english) = match stage {
        Stage::Created => ("待支付", "to be paid"),
        Stage::Accepted => ("支付机构已受理，尚未扣款", "accepted by the provider, not yet paid"),
        Stage::Closed => ("已关闭，未支付", "closed without payment"),
        Stage::Failed => ("扣款失败", "the money could not be taken"),
        Stage::Paid => ("已支付", "paid"),
        Stage::Refunding => ("退款处理中", "a refund is under way"),
        Stage::PartlyRefunded => ("已部分退款", "given back in part"),
        Stage::Refunded => ("已全额退款", "given back in full"),
    };
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}
