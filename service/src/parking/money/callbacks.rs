//! What providers say by themselves: believed when signed, heard once, and answered when it is durable.

use jiff::Timestamp;
use shishi_gateways::payment::{Agreement, News, Notification, Wallet};
use shishi_gateways::{GatewayError, HttpRequest, HttpResponse};
use shishi_kernel::{JurisdictionId, Refusal, civil_date};
use shishi_parking::accounts::{Payment, Word};
use shishi_store::Writer;
use shishi_store::parking::money as bills;
use shishi_store::parking::money::payments::{self, AgreementRow, PaymentRow};
use shishi_store::parking::stays;

use super::words::{payment_of, post, refund_rows, standing_number, wallet_word};
use crate::{Service, ServiceError, payments as between};
use shishi_parking::accounts::payment::Standing;

/// A payment after words were heard, before its row is kept.
pub(super) struct HeardPayment {
    pub row: PaymentRow,
    pub payment: Payment,
    /// The code of the last word that does not fit what was asked for; it changed nothing.
    pub misfit: Option<&'static str>,
}

impl Service {
    /// Takes a callback of a provider: believes it only where the provider signed it, hears it once, and answers when what it changed
    /// is durable. What is forged, stale or unreadable is refused and counted; what fits nothing of ours is taken, so that it does not
    /// come again, and shown to the desk.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where payments of this provider are not set up.
    pub fn hear_callback(&self, wallet: Wallet, request: &HttpRequest) -> Result<HttpResponse, ServiceError> {
        let setup = self.payments().ok_or(ServiceError::NotFound)?;
        let provider = setup.provider(wallet).ok_or(ServiceError::NotFound)?;
        let notification = match provider.parse_notification(request, self.now()) {
            Ok(notification) => notification,
            Err(error) => {
                self.refuse_callback(wallet, &error);
                let body = format!(r#"{{"code":"FAIL","message":"{}"}}"#, error.code());
                return Ok(HttpResponse::text(401, "application/json", body));
            }
        };
        let outcome = self.hear_notification(wallet, &notification);
        if let Err(error) = &outcome {
            tracing::error!(%error, "a callback could not be kept; the provider sends it again");
        }
        Ok(provider.acknowledgement(outcome.is_ok()))
    }

    fn refuse_callback(&self, wallet: Wallet, error: &GatewayError) {
        tracing::warn!(
            wallet = wallet_word(wallet),
            code = error.code(),
            "a callback was refused"
        );
        let (j, day, code) = (self.jurisdiction(), civil_date(self.now()), error.code());
        let counted = self.store().write(move |w| {
            payments::count_refused(w, j, wallet_word(wallet), day, code)?;
            Ok::<_, ServiceError>(())
        });
        if let Err(error) = counted {
            tracing::error!(%error, "a refused callback was not counted");
        }
    }

    fn hear_notification(&self, wallet: Wallet, notification: &Notification) -> Result<(), ServiceError> {
        let (j, now, word_of) = (self.jurisdiction(), self.now(), wallet_word(wallet));
        let notice: String = notification.id.chars().take(200).collect();
        if let News::Agreement {
            stay,
            agreement,
            parking,
            ..
        } = &notification.news
        {
            let stay = stay.as_str().strip_prefix('S').and_then(|number| number.parse().ok());
            let row = stay.map(|stay| AgreementRow {
                stay,
                wallet: word_of.to_owned(),
                provider_no: Some(parking.as_str().to_owned()),
                usable: Some(*agreement == Agreement::Usable),
            });
            return self.store().write(move |w| {
                let known = match row {
                    Some(row) if stays::one(w, j, row.stay)?.is_some() => {
                        payments::put_agreement(w, j, &row, now)?;
                        true
                    }
                    _ => false,
                };
                let outcome = if known { "taken" } else { "stay_unknown" };
                payments::heard(w, j, word_of, &notice, outcome, now)?;
                Ok::<_, ServiceError>(())
            });
        }
        let word = between::heard(wallet, &notification.news, now).map_err(ServiceError::internal)?;
        let Some(word) = word else { return Ok(()) };
        let trade = word.trade.as_str().to_owned();
        let known = self
            .store()
            .read(|r| Ok::<_, ServiceError>(payments::by_trade(r, j, &trade)?))?;
        let service = self.clone();
        self.commit(move |w| {
            let Some(known) = known else {
                payments::heard(w, j, word_of, &notice, "trade_unknown", now)?;
                return Ok(());
            };
            w.hold(j, &format!("parking-lot:{}", known.lot))?;
            if payments::was_heard(w, j, word_of, &notice)? {
                return Ok(());
            }
            let outcome = service.hear_word(w, j, known.id, &word)?;
            payments::heard(w, j, word_of, &notice, outcome, now)?;
            Ok(())
        })
    }

    /// Hears one word and keeps what it changed; says what came of it.
    fn hear_word(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        id: i64,
        word: &Word,
    ) -> Result<&'static str, ServiceError> {
        let mut heard = self.hear_words(w, j, id, std::slice::from_ref(word))?;
        let outcome = heard.misfit.unwrap_or("taken");
        if let Some(misfit) = heard.misfit {
            heard.row.trouble = Some(misfit.to_owned());
        }
        payments::put(w, j, &heard.row)?;
        Ok(outcome)
    }

    /// Lets a payment hear words, posts what moved and keeps its refunds. The row is given back to be kept. The lot is held.
    pub(super) fn hear_words(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        id: i64,
        words: &[Word],
    ) -> Result<HeardPayment, ServiceError> {
        let mut row = payments::one(w, j, id)?.ok_or(ServiceError::NotFound)?;
        let mut payment = payment_of(&row, &payments::refunds_of(w, j, id)?)?;
        let before = payment.refunds.clone();
        let mut misfit = None;
        for word in words {
            let owed = bills::bills(w, j, &[row.stay])?
                .first()
                .map(|bill| bill.owed)
                .unwrap_or_default();
            match payment.hear(word, owed) {
                Ok(heard) => {
                    if let Some(posting) = heard.and_then(|heard| heard.posting) {
                        post(w, j, &posting)?;
                    }
                }
                Err(refusal) => misfit = Some(refusal.code()),
            }
        }
        row.standing = standing_number(payment.standing);
        if let Standing::Paid { at } = payment.standing {
            row.paid_second = Some(at.0);
            row.trouble = None;
        }
        if payment.refunds != before {
            let now: Timestamp = self.now();
            for refund in refund_rows(id, &payment) {
                payments::put_refund(w, j, &refund, now)?;
            }
        }
        Ok(HeardPayment { row, payment, misfit })
    }
}
