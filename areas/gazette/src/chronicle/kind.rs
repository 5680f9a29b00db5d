//! What kind of event an entry tells of, from the words of its first sentences.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::reading::EventKind;

/// What a word speaks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sign {
    /// Decides by itself, the first in the list of rules winning.
    Kind(EventKind),
    /// A visit of some kind; loses to a meeting that is held.
    Visit(EventKind),
    /// Somebody looks at something, which says less than 调研 or 检查.
    Look,
    /// A meeting takes place.
    Held,
    /// Somebody goes somewhere.
    Travel,
    /// A meeting.
    Meeting,
    /// Words of a meeting that only name it: 督导迎查会议.
    Term,
    /// A session of a newly elected body.
    Session,
    Speech,
    Event,
    Quote(bool),
}

const SIGNS: &[(&str, Sign)] = &[
    ("代表大会", Sign::Kind(EventKind::Congress)),
    ("党代会", Sign::Kind(EventKind::Congress)),
    ("人代会", Sign::Kind(EventKind::Congress)),
    ("两会", Sign::Kind(EventKind::Congress)),
    ("代表会议", Sign::Kind(EventKind::Congress)),
    ("代表大会常务委员会", Sign::Term),
    ("人大常委会", Sign::Term),
    ("全体会议", Sign::Session),
    ("全会", Sign::Session),
    ("集体学习", Sign::Kind(EventKind::Study)),
    ("中心组学习", Sign::Kind(EventKind::Study)),
    ("理论学习", Sign::Kind(EventKind::Study)),
    ("专题学习", Sign::Kind(EventKind::Study)),
    ("学习会", Sign::Kind(EventKind::Study)),
    ("读书班", Sign::Kind(EventKind::Study)),
    ("专题党课", Sign::Kind(EventKind::Study)),
    ("捐赠", Sign::Kind(EventKind::Donation)),
    ("捐款", Sign::Kind(EventKind::Donation)),
    ("捐资", Sign::Kind(EventKind::Donation)),
    ("捐助", Sign::Kind(EventKind::Donation)),
    ("签约", Sign::Kind(EventKind::Signing)),
    ("签订", Sign::Kind(EventKind::Signing)),
    ("签署", Sign::Kind(EventKind::Signing)),
    ("签字仪式", Sign::Kind(EventKind::Signing)),
    ("召开", Sign::Held),
    ("举行", Sign::Held),
    ("举办", Sign::Held),
    ("查看", Sign::Look),
    ("察看", Sign::Look),
    ("展演", Sign::Event),
    ("展开", Sign::Term),
    ("公开", Sign::Term),
    ("离开", Sign::Term),
    ("推动", Sign::Term),
    ("带动", Sign::Term),
    ("劳动", Sign::Term),
    ("联动", Sign::Term),
    ("活动", Sign::Event),
    ("读书会", Sign::Kind(EventKind::Study)),
    ("开工", Sign::Kind(EventKind::Groundbreaking)),
    ("奠基", Sign::Kind(EventKind::Groundbreaking)),
    ("动工", Sign::Kind(EventKind::Groundbreaking)),
    ("破土", Sign::Kind(EventKind::Groundbreaking)),
    ("启动仪式", Sign::Kind(EventKind::Launch)),
    ("正式启动", Sign::Kind(EventKind::Launch)),
    ("启动", Sign::Kind(EventKind::Launch)),
    ("通航", Sign::Kind(EventKind::Launch)),
    ("首航", Sign::Kind(EventKind::Launch)),
    ("通车", Sign::Kind(EventKind::Launch)),
    ("开通", Sign::Kind(EventKind::Launch)),
    ("揭牌", Sign::Kind(EventKind::Launch)),
    ("投产", Sign::Kind(EventKind::Launch)),
    ("开业", Sign::Kind(EventKind::Launch)),
    ("开园", Sign::Kind(EventKind::Launch)),
    ("投入使用", Sign::Kind(EventKind::Launch)),
    ("投入运营", Sign::Kind(EventKind::Launch)),
    ("试运营", Sign::Kind(EventKind::Launch)),
    ("启动会", Sign::Meeting),
    ("启动大会", Sign::Meeting),
    ("现场办公", Sign::Kind(EventKind::OnsiteOffice)),
    ("市长办公", Sign::Term),
    ("调研", Sign::Visit(EventKind::ResearchVisit)),
    ("调研员", Sign::Term),
    ("调研组", Sign::Term),
    ("调研座谈会", Sign::Meeting),
    ("专题调研", Sign::Visit(EventKind::ResearchVisit)),
    ("视察", Sign::Visit(EventKind::Inspection)),
    ("督导", Sign::Visit(EventKind::Inspection)),
    ("督查", Sign::Visit(EventKind::Inspection)),
    ("检查", Sign::Visit(EventKind::Inspection)),
    ("巡查", Sign::Visit(EventKind::Inspection)),
    ("暗访", Sign::Visit(EventKind::Inspection)),
    ("巡察", Sign::Visit(EventKind::Inspection)),
    ("督办", Sign::Visit(EventKind::Inspection)),
    ("验收", Sign::Visit(EventKind::Inspection)),
    ("督导组", Sign::Term),
    ("检查组", Sign::Term),
    ("视察组", Sign::Term),
    ("考察组", Sign::Term),
    ("考察团", Sign::Term),
    ("督查室", Sign::Term),
    ("督导员", Sign::Term),
    ("巡视员", Sign::Term),
    ("纪律检查", Sign::Term),
    ("检查委员会", Sign::Term),
    ("督导迎查", Sign::Term),
    ("督导会", Sign::Meeting),
    ("督查会", Sign::Meeting),
    ("督导检查", Sign::Visit(EventKind::Inspection)),
    ("考察", Sign::Visit(EventKind::Visit)),
    ("参观", Sign::Visit(EventKind::Visit)),
    ("慰问", Sign::Visit(EventKind::Visit)),
    ("走访", Sign::Visit(EventKind::Visit)),
    ("看望", Sign::Visit(EventKind::Visit)),
    ("访问", Sign::Visit(EventKind::Visit)),
    ("来访", Sign::Visit(EventKind::Visit)),
    ("会见", Sign::Visit(EventKind::Visit)),
    ("拜访", Sign::Visit(EventKind::Visit)),
    ("慰问信", Sign::Term),
    ("到", Sign::Travel),
    ("来", Sign::Travel),
    ("赴", Sign::Travel),
    ("深入", Sign::Travel),
    ("前往", Sign::Travel),
    ("走进", Sign::Travel),
    ("先后", Sign::Term),
    ("到会", Sign::Term),
    ("到位", Sign::Term),
    ("到场", Sign::Term),
    ("来自", Sign::Term),
    ("未来", Sign::Term),
    ("以来", Sign::Term),
    ("达到", Sign::Term),
    ("会议", Sign::Meeting),
    ("座谈会", Sign::Meeting),
    ("研讨会", Sign::Meeting),
    ("推进会", Sign::Meeting),
    ("部署会", Sign::Meeting),
    ("动员会", Sign::Meeting),
    ("调度会", Sign::Meeting),
    ("碰头会", Sign::Meeting),
    ("协调会", Sign::Meeting),
    ("例会", Sign::Meeting),
    ("大会", Sign::Meeting),
    ("常务会", Sign::Meeting),
    ("办公会", Sign::Meeting),
    ("汇报会", Sign::Meeting),
    ("总结会", Sign::Meeting),
    ("交流会", Sign::Meeting),
    ("表彰会", Sign::Meeting),
    ("现场会", Sign::Meeting),
    ("听证会", Sign::Meeting),
    ("论证会", Sign::Meeting),
    ("评审会", Sign::Meeting),
    ("民主生活会", Sign::Meeting),
    ("恳谈会", Sign::Meeting),
    ("洽谈会", Sign::Meeting),
    ("推介会", Sign::Meeting),
    ("对接会", Sign::Meeting),
    ("培训会", Sign::Meeting),
    ("反馈会", Sign::Meeting),
    ("通报会", Sign::Meeting),
    ("见面会", Sign::Meeting),
    ("专题会", Sign::Meeting),
    ("工作会", Sign::Meeting),
    ("论坛", Sign::Meeting),
    ("峰会", Sign::Meeting),
    ("会议中心", Sign::Term),
    ("会议室", Sign::Term),
    ("会议精神", Sign::Term),
    ("大会堂", Sign::Term),
    ("会议纪要", Sign::Term),
    ("致辞", Sign::Speech),
    ("致词", Sign::Speech),
    ("讲话", Sign::Term),
    ("发表讲话", Sign::Speech),
    ("电视讲话", Sign::Speech),
    ("献词", Sign::Speech),
    ("贺词", Sign::Speech),
    ("竞赛", Sign::Event),
    ("比赛", Sign::Event),
    ("大赛", Sign::Event),
    ("仪式", Sign::Event),
    ("晚会", Sign::Event),
    ("演出", Sign::Event),
    ("典礼", Sign::Event),
    ("发布会", Sign::Event),
    ("运动会", Sign::Event),
    ("博览会", Sign::Event),
    ("展览", Sign::Event),
    ("展会", Sign::Event),
    ("招聘会", Sign::Event),
    ("艺术节", Sign::Event),
    ("文化节", Sign::Event),
    ("开幕", Sign::Event),
    ("演练", Sign::Event),
    ("马拉松", Sign::Event),
    ("植树", Sign::Event),
    ("祭孔", Sign::Event),
    ("联欢", Sign::Event),
    ("颁奖", Sign::Event),
    ("“", Sign::Quote(true)),
    ("”", Sign::Quote(false)),
    ("《", Sign::Quote(true)),
    ("》", Sign::Quote(false)),
];

static MATCHER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = SIGNS.iter().map(|(word, _)| *word);
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .expect("a fixed list of short words always compiles")
});

/// Decisive kinds, the strongest first: a signing inside a congress is the congress.
const ORDER: [EventKind; 7] = [
    EventKind::Congress,
    EventKind::OnsiteOffice,
    EventKind::Study,
    EventKind::Donation,
    EventKind::Signing,
    EventKind::Groundbreaking,
    EventKind::Launch,
];

/// The kind of event of an entry.
pub(super) fn kind(text: &str) -> EventKind {
    let first = text.find('。').map_or(text, |end| &text[..end]);
    match decide(first) {
        EventKind::Other => decide(text),
        kind => kind,
    }
}

fn decide(text: &str) -> EventKind {
    let mut seen = Signs::default();
    let mut quoted = 0_i32;
    for hit in MATCHER.find_iter(text) {
        let sign = SIGNS[hit.pattern().as_usize()].1;
        if let Sign::Quote(opens) = sign {
            quoted = (quoted + if opens { 1 } else { -1 }).max(0);
        } else if quoted == 0 {
            seen.take(sign, hit.start(), &text[hit.end()..]);
        }
    }
    seen.verdict(text)
}

#[derive(Default)]
struct Signs {
    decisive: Option<usize>,
    visit: Option<(usize, EventKind)>,
    look: bool,
    held: bool,
    travel: Option<usize>,
    meeting: Option<usize>,
    session: bool,
    speech: bool,
    event: bool,
}

impl Signs {
    fn take(&mut self, sign: Sign, at: usize, rest: &str) {
        match sign {
            Sign::Kind(kind) => {
                let rank = ORDER.iter().position(|k| *k == kind).unwrap_or(ORDER.len());
                self.decisive = Some(self.decisive.map_or(rank, |d| d.min(rank)));
            }
            // 调研工作会议, 检查动员会: the visit is what the meeting is about.
            Sign::Visit(_) if rest.starts_with("工作会") || rest.starts_with("动员") || rest.starts_with("会议") =>
                {}
            Sign::Visit(kind) => {
                self.visit.get_or_insert((at, kind));
            }
            Sign::Travel => {
                self.travel.get_or_insert(at);
            }
            Sign::Meeting => {
                self.meeting.get_or_insert(at);
            }
            Sign::Session => {
                self.session = true;
                self.meeting.get_or_insert(at);
            }
            Sign::Look => self.look = true,
            Sign::Held => self.held = true,
            Sign::Speech => self.speech = true,
            Sign::Event => self.event = true,
            Sign::Term | Sign::Quote(_) => {}
        }
    }

    fn verdict(&self, text: &str) -> EventKind {
        let term = text.contains('届');
        let sitting = text.contains("次会议") || text.contains("次全体") || text.contains("次全会");
        if term && sitting && !text.contains("常务委员会") && !text.contains("常委会") {
            return EventKind::Congress;
        }
        if self.session && term {
            return EventKind::Congress;
        }
        if let Some(rank) = self.decisive {
            return ORDER.get(rank).copied().unwrap_or(EventKind::Other);
        }
        // A visit that somebody makes beats a meeting that is only named, or named after it.
        let visit = self.visit.filter(|(at, _)| {
            let made = self.travel.is_some_and(|travel| travel < *at);
            self.meeting.is_none_or(|meeting| made && (meeting > *at || !self.held))
        });
        match (visit, self.meeting) {
            (Some((_, kind)), _) => kind,
            (None, Some(_)) => EventKind::Meeting,
            (None, None) if self.look => EventKind::Inspection,
            (None, None) if self.speech && !self.event => EventKind::Speech,
            (None, None) if self.event => EventKind::Event,
            (None, None) => EventKind::Other,
        }
    }
}
