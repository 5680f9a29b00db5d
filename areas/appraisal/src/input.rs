//! What can count in an appraisal: a closed list. What measures activity instead of results is on a second list, so that
//! a scheme that asks for it is refused with the reason and not with a shrug.

codes! {
    /// Something that can be scored: so many done of so many that were due. Each is counted from the ledger, nobody fills it in.
    Input {
        /// Measures whose target is met on the verified value, of those with a target due in the period.
        TargetVerified = "target_verified";
        /// Milestones of the approved plan reached by their day, of those due in the period.
        MilestonesOnTime = "milestones_on_time";
        /// Measures whose verified value bears out what was reported, of those that were verified.
        ReportsConfirmed = "reports_confirmed";
        /// Requests of other units answered by their day, of those due in the period.
        RequestsAnswered = "requests_answered";
        /// Requests taken on or directed that were delivered by their day, of those due in the period.
        RequestsDelivered = "requests_delivered";
        /// Findings of inspections that were put right, of those looked at again in the period.
        Rectified = "rectified";
        /// Supervision slips answered by their day, of those due in the period.
        SlipsAnswered = "slips_answered";
        /// Residents who are content, of those who rated what was delivered.
        Experienced = "experienced";
    }
}

codes! {
    /// What never counts: it shows how busy somebody was, or how many were made to click, and not what residents got.
    Excluded {
        /// Signing in.
        Logins = "logins";
        /// Files handed in.
        Uploads = "uploads";
        /// Pictures handed in.
        Photos = "photos";
        /// Length of texts.
        Words = "words";
        /// Likes and votes.
        Likes = "likes";
        /// Passing on.
        Forwards = "forwards";
        /// How many reports were made.
        Reports = "reports";
        /// Page views and clicks.
        Clicks = "clicks";
        /// Time spent online.
        OnlineTime = "online_time";
        /// Checking in at a place or day by day.
        CheckIns = "check_ins";
        /// Installations and followers.
        Installs = "installs";
    }
}

impl Input {
    /// The name in a scheme's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TargetVerified => "目标经核实达成",
            Self::MilestonesOnTime => "节点按期完成",
            Self::ReportsConfirmed => "上报与核实相符",
            Self::RequestsAnswered => "协办按期答复",
            Self::RequestsDelivered => "协办按期办结",
            Self::Rectified => "问题整改到位",
            Self::SlipsAnswered => "督办按期答复",
            Self::Experienced => "群众评价满意",
        }
    }

    /// The input that a line of a scheme names, by code or by name.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::from_code(text).or_else(|| Self::ALL.iter().copied().find(|input| input.name() == text))
    }
}

impl Excluded {
    /// Words by which people ask for it.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Logins => &["登录", "登陆", "login", "logins"],
            Self::Uploads => &["上传", "upload", "uploads"],
            Self::Photos => &["照片", "图片", "拍照", "留痕", "photo", "photos", "pictures"],
            Self::Words => &["字数", "篇幅", "word", "words", "characters"],
            Self::Likes => &["点赞", "投票", "like", "likes", "votes"],
            Self::Forwards => &["转发", "分享", "forwards", "shares"],
            Self::Reports => &["报告数", "报送数", "信息篇数", "信息数", "reports"],
            Self::Clicks => &["点击", "浏览", "阅读量", "clicks", "views"],
            Self::OnlineTime => &["在线时长", "在线时间", "online"],
            Self::CheckIns => &["打卡", "签到", "checkin", "checkins"],
            Self::Installs => &[
                "安装",
                "注册数",
                "下载量",
                "关注数",
                "installs",
                "downloads",
                "followers",
            ],
        }
    }

    /// What never counts that a line of a scheme asks for, if it does. Asked only of names that are no [`Input`].
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let folded = text.to_lowercase();
        // An English word counts only by itself: a review is no view.
        let said = |word: &&str| {
            let mut parts = folded.split(|letter: char| !letter.is_ascii_alphabetic());
            parts.any(|part| part == *word) || (!word.is_ascii() && folded.contains(*word))
        };
        let holds = |one: &Self| one.code() == folded || one.words().iter().any(said);
        Self::ALL.iter().copied().find(holds)
    }
}
