//! Notices, how far they were read, and their ways out.

use shishi_kernel::{AccountId, UnitId};
use shishi_store::notices::{self, Inbox, NewChannel, NewNotice};

use crate::people::account;
use crate::{at, jurisdiction, ledger::issue, on_both_engines};

fn new(unit: Option<UnitId>, key: &str) -> NewNotice {
    NewNotice {
        unit,
        kind: "report_due".into(),
        key: key.into(),
        arguments: vec![("title".into(), "公厕".into())],
        path: "/office/reports".into(),
        at: at(1),
    }
}

#[test]
fn a_notice_is_written_once_and_read_by_those_it_is_for() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (_, other, unit) = store.write(move |w| issue(w, j)).unwrap();
        let reader = store
            .write(move |w| account(w, j, "clerk", shishi_kernel::Role::Clerk, Some(unit)))
            .unwrap();
        let tell = |notice: NewNotice| store.write(move |w| notices::insert(w, j, &notice)).unwrap();
        let first = tell(new(Some(unit), "a")).unwrap();
        assert_eq!(tell(new(Some(unit), "a")), None, "the same key");
        tell(new(None, "b")).unwrap();
        tell(new(Some(other), "c")).unwrap();
        let last = tell(new(Some(unit), "d")).unwrap();
        for (unit, office, expected) in [
            (Some(unit), false, 2),
            (Some(unit), true, 3),
            (None, true, 1),
            (None, false, 0),
        ] {
            let own = Inbox { unit, office };
            let found = store.read(|r| notices::inbox(r, j, own, 10)).unwrap();
            assert_eq!(found.len(), expected, "{own:?}");
            assert_eq!(store.read(|r| notices::unread(r, j, own, reader)), Ok(expected as u64));
        }
        let own = Inbox {
            unit: Some(unit),
            office: false,
        };
        assert_eq!(store.read(|r| notices::inbox(r, j, own, 1)).unwrap()[0].id, last);
        for (up_to, unread) in [(first, 1), (first - 1, 1), (last, 0)] {
            store.write(move |w| notices::see(w, j, reader, up_to)).unwrap();
            assert_eq!(
                store.read(|r| notices::unread(r, j, own, reader)),
                Ok(unread),
                "{up_to}"
            );
        }
        assert_eq!(store.read(|r| notices::seen(r, j, reader)), Ok(last));
        assert_eq!(store.read(|r| notices::seen(r, j, AccountId(9_999))), Ok(0));

        let channel = NewChannel {
            unit: Some(unit),
            channel: "mail".into(),
            address: "office@unit.invalid".into(),
            secret: "hidden".into(),
            purpose: "提醒".into(),
            erase_on: "2021-12-31".parse().unwrap(),
            at: at(2),
        };
        let id = store.write(move |w| notices::insert_channel(w, j, &channel)).unwrap();
        assert_eq!(store.read(|r| notices::channels_of(r, j, Some(unit))), Ok(vec![id]));
        assert_eq!(store.read(|r| notices::channels_of(r, j, None)), Ok(vec![]));
        let delivery = store
            .write(move |w| notices::insert_delivery(w, j, first, id, at(3)))
            .unwrap();
        assert!(
            store
                .write(move |w| notices::insert_delivery(w, j, first, id, at(3)))
                .is_err(),
            "once"
        );
        assert!(store.read(|r| notices::undelivered(r, j)).unwrap().is_empty());
        store
            .write(move |w| notices::settle(w, j, delivery, "waiting", Some("refused"), at(4)))
            .unwrap();
        let row = store.read(|r| notices::undelivered(r, j)).unwrap().remove(0);
        assert_eq!(
            (row.notice.id, row.channel.id, row.last_error.as_deref()),
            (first, id, Some("refused"))
        );
        assert!(!format!("{row:?}").contains("hidden"), "a secret is in no log");
        assert!(store.write(move |w| notices::remove_channel(w, j, id, at(5))).unwrap());
        assert!(
            !store.write(move |w| notices::remove_channel(w, j, id, at(5))).unwrap(),
            "once"
        );
        let row = store.read(|r| notices::delivery(r, j, delivery)).unwrap().unwrap();
        assert_eq!(
            (
                row.channel.address.as_str(),
                row.channel.secret.as_str(),
                row.channel.in_use
            ),
            ("", "", false)
        );
        assert!(store.read(|r| notices::channels(r, j)).unwrap().is_empty());
        store
            .write(move |w| notices::settle(w, j, delivery, "sent", None, at(6)))
            .unwrap();
        assert!(store.read(|r| notices::undelivered(r, j)).unwrap().is_empty());
        assert_eq!(store.check().unwrap(), Vec::new());
    });
}
