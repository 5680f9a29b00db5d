//! What units owe by which day, from every area that has due days.

use jiff::Timestamp;
use shishi_commitments::reminder::Deadline;
use shishi_commitments::request::{Court, Step};
use shishi_kernel::{Calendar, Date, JurisdictionId, UnitId, civil_date};
use shishi_store::reports as report_rows;
use shishi_store::{Reader, course, inspections, plans, questions, requests, slips};

use crate::ServiceError;
use crate::notices::Notice;
use crate::reports::{ReportLine, lines};

/// A plan is reminded of so many working days after the programme's issue. The notice sets no day; a commitment without a
/// plan is shown as such from the first day on.
const PLAN_WORKING_DAYS: i32 = 20;

/// Something that a unit owes, with what a reminder of it says.
pub(crate) struct Due {
    /// By when.
    pub deadline: Deadline,
    /// The kinds of notice before and after the last day.
    pub kinds: (&'static str, &'static str),
    /// The page that it is about.
    pub path: String,
    /// Values for the sentence.
    pub arguments: Vec<(&'static str, String)>,
}

type Source = fn(&mut Reader<'_>, JurisdictionId, Timestamp) -> Result<Vec<Due>, ServiceError>;

/// Where due days come from. An area adds its own here.
const SOURCES: &[Source] = &[
    plan_dues,
    report_dues,
    request_dues,
    slip_dues,
    mending_dues,
    question_dues,
];

/// Everything that any unit owes.
pub(crate) fn owed(r: &mut Reader<'_>, j: JurisdictionId, now: Timestamp) -> Result<Vec<Due>, ServiceError> {
    let mut owed = Vec::new();
    for find in SOURCES {
        owed.extend(find(r, j, now)?);
    }
    Ok(owed)
}

/// The years whose programmes may still owe something.
pub(super) fn years(today: Date) -> [i16; 2] {
    [today.year() - 1, today.year()]
}

/// Plans that are missing, and milestones of the plans in force.
fn plan_dues(r: &mut Reader<'_>, j: JurisdictionId, now: Timestamp) -> Result<Vec<Due>, ServiceError> {
    let mut dues = Vec::new();
    for year in years(civil_date(now)) {
        for row in report_rows::reporters(r, j, year, None)? {
            if course::course(r, j, row.commitment)?.as_deref() != Some("going") {
                continue;
            }
            let path = format!("/office/commitments/{}/plan", row.slug);
            let named = |what: &str| {
                vec![
                    ("number", row.number.to_string()),
                    ("title", row.title.clone()),
                    ("what", what.to_owned()),
                ]
            };
            let deadline = |subject: String, due: Date| Deadline {
                subject,
                unit: row.unit.id,
                due,
                done: false,
            };
            let Some(plan) = plans::approved(r, j, row.commitment)? else {
                let due = Calendar::china().add_working_days(civil_date(row.issued_at), PLAN_WORKING_DAYS);
                dues.push(Due {
                    deadline: deadline(format!("plan:{}", row.slug), due),
                    kinds: ("plan_due", "plan_late"),
                    path,
                    arguments: named(""),
                });
                continue;
            };
            for milestone in plan.milestones.iter().filter(|milestone| milestone.done.is_none()) {
                dues.push(Due {
                    deadline: deadline(
                        format!("milestone:{}:{}", plan.id, milestone.position),
                        milestone.planned,
                    ),
                    kinds: ("milestone_due", "milestone_late"),
                    path: path.clone(),
                    arguments: named(&milestone.title),
                });
            }
        }
    }
    Ok(dues)
}

/// Reports on periods that are over.
fn report_dues(r: &mut Reader<'_>, j: JurisdictionId, now: Timestamp) -> Result<Vec<Due>, ServiceError> {
    let today = civil_date(now);
    let mut dues = Vec::new();
    for year in years(today) {
        for line in lines(r, j, year, None, now)? {
            if !line.is_owed(today) || line.accepted_on.is_some() {
                continue;
            }
            let notice = report_notice(&line, None, "", "");
            dues.push(Due {
                deadline: Deadline {
                    subject: format!("report:{}:{}:{}", line.slug, line.unit.id, line.period.code()),
                    unit: line.unit.id,
                    due: line.due,
                    done: false,
                },
                kinds: ("report_due", "report_late"),
                path: notice.path,
                arguments: notice.arguments,
            });
        }
    }
    Ok(dues)
}

/// A notice on a report; `moment` tells two of one kind apart.
pub(crate) fn report_notice(line: &ReportLine, to: Option<UnitId>, kind: &'static str, moment: &str) -> Notice {
    let period = line.period.code();
    Notice {
        to,
        kind,
        key: format!("{kind}:{}:{}:{period}:{moment}", line.slug, line.unit.id),
        path: format!("/office/reports/{}/{}/{period}", line.slug, line.unit.id),
        arguments: vec![
            ("number", line.number.to_string()),
            ("title", line.title.clone()),
            ("period", period),
            ("unit", line.unit.name.clone()),
        ],
    }
}

/// Requests that lie with the unit that is asked.
fn request_dues(r: &mut Reader<'_>, j: JurisdictionId, _now: Timestamp) -> Result<Vec<Due>, ServiceError> {
    let open = requests::open(r, j)?.into_iter().filter(|row| {
        let last = row.steps.last().and_then(|step| Step::from_code(&step.step));
        last.and_then(Step::court) == Some(Court::Asked)
    });
    let dues = open.map(|row| Due {
        deadline: Deadline {
            subject: format!("request:{}", row.id),
            unit: row.asked.id,
            due: row.due,
            done: false,
        },
        kinds: ("request_due", "request_late"),
        path: format!("/office/requests/{}", row.id),
        arguments: vec![
            ("number", row.number.to_string()),
            ("title", row.title),
            ("unit", row.asker.name),
            ("what", row.what),
        ],
    });
    Ok(dues.collect())
}

/// Slips that were not answered at their present level.
fn slip_dues(r: &mut Reader<'_>, j: JurisdictionId, _now: Timestamp) -> Result<Vec<Due>, ServiceError> {
    let open = slips::open(r, j)?.into_iter();
    let dues = open.filter(|row| row.answer_is_owed()).map(|row| Due {
        deadline: Deadline {
            subject: format!("slip:{}:{}", row.id, row.level),
            unit: row.unit.id,
            due: row.due,
            done: false,
        },
        kinds: ("slip_due", "slip_late"),
        path: format!("/office/commitments/{}/slips", row.slug),
        arguments: vec![("level", row.level), ("matter", row.matter), ("what", row.words)],
    });
    Ok(dues.collect())
}

/// Slips whose answer is overdue or was not enough, below the highest level.
pub(crate) fn slips_to_raise(r: &mut Reader<'_>, j: JurisdictionId, today: Date) -> Result<Vec<Notice>, ServiceError> {
    let open = slips::open(r, j)?.into_iter();
    let ripe = open.filter(|row| {
        let judged = row.steps.last().and_then(|step| step.judgement.as_ref());
        let insufficient = judged.is_some_and(|(_, sufficient, _)| !sufficient);
        row.level != "red" && (insufficient || (row.answer_is_owed() && row.due < today))
    });
    let notices = ripe.map(|row| Notice {
        to: None,
        kind: "slip_raise",
        key: format!("slip_raise:{}:{}", row.id, row.level),
        path: format!("/office/commitments/{}/slips", row.slug),
        arguments: vec![
            ("level", row.level),
            ("matter", row.matter),
            ("unit", row.unit.name),
            ("what", row.words),
            ("due", row.due.to_string()),
        ],
    });
    Ok(notices.collect())
}

/// What inspections ordered to be mended.
fn mending_dues(r: &mut Reader<'_>, j: JurisdictionId, _now: Timestamp) -> Result<Vec<Due>, ServiceError> {
    let mut dues = Vec::new();
    for row in inspections::inspections(r, j)? {
        let ordered = (1_u32..)
            .zip(&row.findings)
            .filter(|(_, finding)| finding.state == "ordered");
        for (position, finding) in ordered {
            let Some(due) = finding.day else { continue };
            for unit in &row.units {
                dues.push(Due {
                    deadline: Deadline {
                        subject: format!("mending:{}:{position}", row.id),
                        unit: *unit,
                        due,
                        done: false,
                    },
                    kinds: ("mending_due", "mending_late"),
                    path: format!("/office/inspections/{}", row.id),
                    arguments: vec![("title", row.name.clone()), ("what", finding.what.clone())],
                });
            }
        }
    }
    Ok(dues)
}

/// Questions about figures that nobody replied to.
fn question_dues(r: &mut Reader<'_>, j: JurisdictionId, _now: Timestamp) -> Result<Vec<Due>, ServiceError> {
    let open = questions::questions(r, j, None)?.into_iter();
    let dues = open
        .filter(|row| row.reply.is_none() && row.settled.is_none())
        .map(|row| Due {
            deadline: Deadline {
                subject: format!("question:{}", row.id),
                unit: row.unit.id,
                due: row.reply_by,
                done: false,
            },
            kinds: ("question_due", "question_late"),
            path: format!("/office/questions/{}", row.id),
            arguments: vec![("title", row.title)],
        });
    Ok(dues.collect())
}
