//! Accounts, and who heads which unit.

use anyhow::{Context, Result};
use shishi_kernel::{Actor, Role};
use shishi_service::commitments::person::Appoint;
use shishi_service::{NewAccountForm, NewPerson};

use super::cast::{ADMINISTRATOR, CAST, PASSWORD};
use super::stage::{Stage, day};

/// First-responsible persons: unit, name, first day, last day where it is known.
const HEADS: &[(&str, &str, &str)] = &[
    ("社会事业发展局", "邵景和", "2018-03-01"),
    ("住房和城乡建设局", "贝松年", "2017-06-15"),
    ("市场监督管理局", "龚明允", "2019-01-10"),
    ("高新区交警大队", "印怀朴", "2016-09-01"),
    ("城市管理局", "柯守约", "2019-05-20"),
    ("人力资源服务中心", "游望舒", "2018-11-05"),
    ("党工委宣传部", "岑一诺", "2019-08-12"),
    ("应急管理局", "麻致远", "2019-03-01"),
    ("公安分局", "尚勉之", "2017-02-14"),
    ("高新区消防救援大队", "厉行简", "2019-12-02"),
    ("投资促进局", "储见微", "2018-07-01"),
];

/// Everybody gets an account, and every lead unit's head is named.
pub fn enter(stage: &mut Stage<'_>) -> Result<()> {
    let service = stage.service;
    let token = service.new_setup_token()?.context("nobody can sign in yet")?;
    let first = service.complete_setup(&token, person(ADMINISTRATOR, "演示管理员"));
    let administrator = Actor {
        account: stage.did(first)?,
        unit: None,
        role: Role::Administrator,
    };
    for player in CAST {
        let unit = player.unit.map(|unit| stage.unit(unit)).transpose()?;
        let form = NewAccountForm {
            person: person(player.login, player.name),
            role: player.role,
            unit,
        };
        let account = stage.did(service.create_account(&administrator, form))?;
        let actor = Actor {
            account,
            unit,
            role: player.role,
        };
        stage.enter(player.login, actor);
    }
    for (unit, name, from) in HEADS {
        appoint(stage, &administrator, unit, name, from)?;
    }
    stage.enter(ADMINISTRATOR, administrator);
    Ok(())
}

/// One head follows another.
pub struct Succession {
    pub unit: &'static str,
    pub last_day: &'static str,
    pub name: &'static str,
    pub from: &'static str,
}

impl Succession {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        let administrator = stage.player(ADMINISTRATOR)?;
        let unit = stage.unit(self.unit)?;
        let heads = stage.service.heads(unit)?;
        let before = heads.first().context("a head")?.id;
        stage.did(stage.service.end_term(&administrator, before, day(self.last_day)?))?;
        appoint(stage, &administrator, self.unit, self.name, self.from)
    }
}

fn appoint(stage: &mut Stage<'_>, by: &Actor, unit: &str, name: &str, from: &str) -> Result<()> {
    let command = Appoint {
        name: name.to_owned(),
        from: day(from)?,
        to: None,
    };
    let unit = stage.unit(unit)?;
    stage.did(stage.service.appoint_head(by, unit, command)).map(drop)
}

fn person(login: &str, name: &str) -> NewPerson {
    NewPerson {
        login: login.to_owned(),
        display_name: name.to_owned(),
        password: PASSWORD.to_owned(),
    }
}
