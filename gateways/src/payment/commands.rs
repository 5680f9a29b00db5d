//! What a provider is asked and what it answers.

use super::values::{Amount, Lot, OrderNo, Plate, ProviderNo, StayNo, Text};
use jiff::Timestamp;
use shishi_kernel::Fen;

/// Something to ask of a provider, with the type of its answer.
pub trait Command {
    /// What comes back when it goes well.
    type Answer;
}

/// Whether a plate can be charged now. The answer holds for now only: ask again before charging.
#[derive(Clone, Debug)]
pub struct PlateStatus {
    /// Which plate.
    pub plate: Plate,
    /// In which lot.
    pub lot: Lot,
    /// The user's id at the provider. WeChat answers only with it; Alipay is surer with it.
    pub user: Option<ProviderNo>,
}

/// A vehicle came in.
#[derive(Clone, Debug)]
pub struct Enter {
    /// Our number of the stay.
    pub stay: StayNo,
    /// Which plate.
    pub plate: Plate,
    /// Into which lot.
    pub lot: Lot,
    /// When.
    pub since: Timestamp,
    /// Minutes without charge there.
    pub free_minutes: u32,
}

/// Take money for a stay from whoever signed for the plate.
#[derive(Clone, Debug)]
pub struct Charge {
    /// Our number of the order.
    pub order: OrderNo,
    /// How much.
    pub amount: Amount,
    /// What the payer reads.
    pub subject: Text,
    /// The provider's number of the stay, from [`Entered`].
    pub parking: ProviderNo,
    /// Which plate.
    pub plate: Plate,
    /// In which lot.
    pub lot: Lot,
    /// When it came.
    pub since: Timestamp,
    /// When it left, or leaves.
    pub until: Timestamp,
    /// For how many minutes it pays.
    pub minutes: u32,
    /// Whether it has left already and is asked for a debt.
    pub left: bool,
    /// Whether the provider shall advance the money where it can.
    pub advance: bool,
}

/// A payment by scanning, for whoever has no agreement.
#[derive(Clone, Debug)]
pub struct Link {
    /// Our number of the order; never that of a charge.
    pub order: OrderNo,
    /// How much.
    pub amount: Amount,
    /// What the payer reads.
    pub subject: Text,
    /// Until when it can be paid.
    pub expires: Timestamp,
}

/// How an order is paid; the providers keep them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// By [`Charge`].
    Agreement,
    /// By [`Link`].
    Link,
}

/// Where an order stands.
#[derive(Clone, Debug)]
pub struct Query {
    /// Our number of the order.
    pub order: OrderNo,
    /// How it is paid.
    pub way: Way,
    /// What was asked for; another amount is a mismatch.
    pub amount: Amount,
}

/// Nobody shall pay this link any more.
#[derive(Clone, Debug)]
pub struct Close {
    /// Our number of the order.
    pub order: OrderNo,
}

/// Give money back.
#[derive(Clone, Debug)]
pub struct Refund {
    /// The order that was paid.
    pub order: OrderNo,
    /// Our number of the refund: the same when it is asked again.
    pub refund: OrderNo,
    /// How much of it.
    pub amount: Amount,
    /// What was paid.
    pub total: Amount,
    /// What the payer reads.
    pub reason: Text,
}

/// Where a refund stands.
#[derive(Clone, Debug)]
pub struct RefundQuery {
    /// The order that was paid.
    pub order: OrderNo,
    /// Our number of the refund.
    pub refund: OrderNo,
    /// What was asked for.
    pub amount: Amount,
}

/// A vehicle left. WeChat takes it from the charge and has no such call.
#[derive(Clone, Debug)]
pub struct Exit {
    /// Our number of the stay.
    pub stay: StayNo,
    /// The provider's number of it.
    pub parking: ProviderNo,
    /// Which plate.
    pub plate: Plate,
    /// Which lot.
    pub lot: Lot,
    /// When.
    pub until: Timestamp,
    /// What the stay cost.
    pub due: Fen,
    /// What was paid of it.
    pub paid: Fen,
}

impl Command for PlateStatus {
    type Answer = Agreement;
}
impl Command for Enter {
    type Answer = Entered;
}
impl Command for Charge {
    type Answer = Trade;
}
impl Command for Link {
    type Answer = CodeUrl;
}
impl Command for Query {
    type Answer = Trade;
}
impl Command for Close {
    type Answer = Done;
}
impl Command for Refund {
    type Answer = RefundResult;
}
impl Command for RefundQuery {
    type Answer = RefundResult;
}
impl Command for Exit {
    type Answer = Done;
}

/// Whether a plate can be charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It can.
    Usable,
    /// It cannot.
    Blocked(Block),
}

/// Why a plate cannot be charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// Nobody signed for it.
    NotSigned,
    /// Whoever signed has paused it.
    Paused,
    /// Whoever signed owes the provider.
    Overdue,
    /// The provider does not trust whoever signed enough.
    NotEligible,
    /// For a reason that has no name here.
    Other,
}

/// The provider knows of the stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Its number of the stay, to be given with the charge.
    pub parking: ProviderNo,
    /// Whether the plate could be charged at that time.
    pub agreement: Agreement,
}

/// An order as the provider knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    /// Our number.
    pub order: OrderNo,
    /// Its number, once there is one.
    pub provider_no: Option<String>,
    /// Where it stands.
    pub state: TradeState,
    /// The amount of the order; absent where the provider tells none, as with an order that nobody has begun to pay.
    pub amount: Option<Fen>,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// Whether the provider advanced the money; then it has come whatever the driver does.
    pub advanced: bool,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TradeState {
    /// A link that nobody has paid yet.
    Waiting,
    /// The provider will try to take the money. This is no payment.
    Accepted,
    /// Closed without having been paid; at Alipay also when all of it was given back.
    Closed,
    /// The money could not be taken.
    Failed,
    /// Paid.
    Paid,
    /// Paid, and given back in whole or in part.
    Refunded,
}

/// What the QR code for a payer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeUrl(pub String);

/// It is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done;

/// A refund as the provider knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundResult {
    /// The order that was paid.
    pub order: OrderNo,
    /// Our number of the refund.
    pub refund: OrderNo,
    /// How much; absent where the provider tells only the sum of all refunds of the order.
    pub amount: Option<Fen>,
    /// Where it stands.
    pub state: RefundState,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefundState {
    /// On its way.
    Accepted,
    /// It came back or was refused; the money is still with us.
    Failed,
    /// The payer has the money.
    Done,
}
