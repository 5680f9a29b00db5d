//! What drivers of the day before paid by a code, and that day held against the providers' statements of it.
//!
//! The providers of the demonstration begin when it does and know nothing of before. So that the first look at the desk of money finds a day that is
//! closed, others stand here for that one day: they are asked by the same use cases, call back, and hand over their statement.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::ToSpan;
use parking_lot::Mutex;
use shishi_kernel::{Fen, Timestamp, civil_date};
use shishi_service::Service;
use shishi_service::gateways::HttpRequest;
use shishi_service::gateways::payment::Wallet;
use shishi_service::gateways::simulator::{Simulator, Trouble, pair};
use shishi_service::parking::money::{OPEN_SHOWN, PaymentsSetup, read_statement, wallet_word};

use super::live::office;

/// Drivers who paid; of those who owe every other one.
const PAID_MAX: usize = 48;
/// Seconds after leaving after which somebody pays, and the most that are added by chance of the order.
const AFTER_SECONDS: i64 = 90;
const LATER_SECONDS: i64 = 600;
/// Where the providers are asked, which nothing ever is: requests are carried by hand.
const THERE: [&str; 2] = ["https://wechat.invalid", "https://alipay.invalid"];

/// The providers of that day, WeChat Pay first.
type Both = Arc<[Mutex<Simulator>; 2]>;

fn place(wallet: Wallet) -> usize {
    match wallet {
        Wallet::WeChat => 0,
        Wallet::Alipay => 1,
    }
}

/// Has drivers pay who left yesterday, and holds that day against the statements; how many paid.
pub fn yesterday(service: &Service, seed: u64) -> Result<usize> {
    let today = civil_date(service.now());
    let midnight: Timestamp = format!("{today}T00:00:00+08:00").parse()?;
    let left = leavers(service, midnight)?;
    if left.is_empty() {
        return Ok(0);
    }
    let both = set_up(service, seed)?;
    for (number, (code, left)) in left.iter().enumerate() {
        let wallet = [Wallet::WeChat, Wallet::Alipay][number % 2];
        let spread = i64::try_from(number)? * 37 % LATER_SECONDS;
        let at = Timestamp::from_second(left + AFTER_SECONDS + spread)?;
        pay(service, &both, wallet, code, at)?;
    }
    service.reconcile_day(today.checked_sub(1.day())?)?;
    // They know the service and the service knows them: until it forgets them, neither is ever closed.
    service.set_payments(nobody());
    Ok(left.len())
}

/// Every other one of those who owe, and left long enough before midnight to have paid before it: code and second.
fn leavers(service: &Service, midnight: Timestamp) -> Result<Vec<(String, i64)>> {
    let last = midnight.as_second() - AFTER_SECONDS - LATER_SECONDS;
    let (mut left, mut after) = (Vec::new(), None);
    while left.len() < PAID_MAX {
        let page = service.open_bills(&office(), after)?;
        let owing = page
            .iter()
            .filter(|line| line.bill.owed > Fen(0) && line.bill.left_second < last);
        let before = left.len();
        left.extend(
            owing
                .step_by(2)
                .map(|line| (line.bill.code.clone(), line.bill.left_second)),
        );
        after = page.last().map(|line| (line.bill.left_second, line.bill.stay));
        if left.len() == before || page.len() < OPEN_SHOWN as usize {
            break;
        }
    }
    left.truncate(PAID_MAX);
    Ok(left)
}

fn nobody() -> PaymentsSetup {
    PaymentsSetup {
        providers: Vec::new(),
        carry: Arc::new(|_| None),
        owing_max: super::providers::OWING_MAX,
        lots: HashMap::new(),
        statement: None,
    }
}

fn set_up(service: &Service, seed: u64) -> Result<Both> {
    let made = |wallet: Wallet| {
        let notify = format!("https://demo.invalid/parking/callbacks/{}", wallet_word(wallet));
        pair(wallet, THERE[place(wallet)], &notify, seed, Trouble::none())
    };
    let (wechat, alipay) = (made(Wallet::WeChat)?, made(Wallet::Alipay)?);
    let both: Both = Arc::new([Mutex::new(wechat.simulator), Mutex::new(alipay.simulator)]);
    let (asked, stated, clock) = (Arc::clone(&both), Arc::clone(&both), service.clone());
    service.set_payments(PaymentsSetup {
        providers: vec![wechat.provider, alipay.provider],
        carry: Arc::new(move |request: HttpRequest| {
            let there = THERE.iter().position(|base| request.url.starts_with(base))?;
            asked[there].lock().handle(&request, clock.now())
        }),
        statement: Some(Arc::new(move |wallet, from, until| {
            let file = stated[place(wallet)].lock().statement_file(from, until);
            read_statement(file.as_bytes()).ok()
        })),
        ..nobody()
    });
    Ok(both)
}

/// Somebody gets a code, scans it and pays; the provider says so.
fn pay(service: &Service, both: &Both, wallet: Wallet, code: &str, at: Timestamp) -> Result<()> {
    let link = service
        .ask_link(code, wallet)?
        .link
        .context("there is no code to pay by")?;
    let simulator = &both[place(wallet)];
    anyhow::ensure!(simulator.lock().pay(&link, at), "a code could not be paid by");
    let now = service.now();
    let due = simulator.lock().due(now);
    for callback in due {
        let answer = service.hear_callback(wallet, &callback.request)?;
        simulator.lock().answered(callback.id, Some(&answer), now);
    }
    Ok(())
}
