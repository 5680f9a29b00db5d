# 考核与问责：规则拒绝时的说明

error-scheme-text-long = 办法过长，最多 { $max } 字。
error-scheme-line-unreadable = 第 { $line } 行无法识别。每行写作“项目: 内容”，说明文字以 # 开头。
error-scheme-twice = 第 { $line } 行重复写了“{ $key }”。
error-scheme-input-excluded = 第 { $line } 行不能作为考核内容：{ $input ->
    [logins] 登录次数只说明用了系统，不说明办成了事
    [uploads] 上传数量只说明交了多少材料，不说明办成了事
    [photos] 照片数量会让人为留痕而留痕
    [words] 字数篇幅说明不了成效
    [likes] 点赞投票可以动员出来，不能作为考核依据
    [forwards] 转发分享可以动员出来，不能作为考核依据
    [reports] 报告数量越多负担越重，不说明办成了事
    [clicks] 点击浏览量说明不了成效
    [online_time] 在线时长只说明人在线，不说明办成了事
    [check_ins] 打卡签到考核的是人的行踪，不是事的结果
   *[installs] 安装、注册、关注数可以摊派出来，不能作为考核依据
}。请改用核实达成、按期完成等结果类计分项。
error-scheme-input-unknown = 第 { $line } 行：“{ $key }”不在可用的计分项之中。
error-scheme-weight-unfit = 第 { $line } 行：权重应为 1 至 { $max } 的整数。
error-scheme-bounds-unfit = 第 { $line } 行：起点与满分应写作“60-95”，起点小于满分，满分不超过 100。
error-scheme-value-unfit = 第 { $line } 行：“{ $key }”的内容不符合要求。
error-scheme-part-missing = 缺少{ $key ->
    [title] 名称
    [from] 开始日期
    [to] 结束日期
    [lead] 主办份额
   *[help] 协办份额
}。
error-scheme-period-unfit = 考核期 { $from } 至 { $to } 不成立：结束不得早于开始，且应在同一年内。
error-scheme-weights-sum = 各项权重之和为 { $sum }，应为 100。
error-scheme-approved-already = 办法已经批准，不能再改。
error-scheme-own-scheme = 办法不能由起草人自己批准，请换人批准。
error-scheme-too-late = 考核期从 { $from } 开始，办法必须在此之前批准。
error-scheme-decision-missing = 请写明批准办法的会议或文件。
error-scheme-decision-long = 会议或文件名称过长，最多 { $max } 字。
error-scheme-year-taken = { $year } 年已有生效的办法。
error-appraisal-not-approved = 办法尚未批准。
error-appraisal-period-open = 考核期到 { $to } 才结束，之后方可计算。
error-appraisal-run-already = 已经计算过。只有申辩被采纳后才重新计算一次。
error-appraisal-not-run = 还没有计算结果。
error-appraisal-published-already = 结果已经公布。
error-appraisal-not-published = 结果尚未公布。
error-appraisal-days-unfit = 申辩期应为 { $min } 至 { $max } 天。
error-appraisal-not-appraised = 本单位不在考核结果之中。
error-appraisal-reply-late = 申辩期已于 { $until } 截止。
error-appraisal-replied-already = 本单位已经申辩过。
error-appraisal-words-missing = 请填写内容。
error-appraisal-words-long = 内容过长，最多 { $max } 字。
error-appraisal-own-interest = 本单位与此有利害关系，应由其他人办理。
error-appraisal-judged-already = 这份申辩已有结论。
error-appraisal-correction-missing = 采纳申辩应当更正至少一项计分依据。
error-appraisal-correction-unknown = 该单位没有这项计分依据。
error-appraisal-correction-unfit = 更正不成立：完成数不得多于应完成数，应完成数在 1 至 { $max } 之间，且须与原数不同。
error-appraisal-reply-open = { $until } 之前各单位仍可申辩。
error-appraisal-replies-waiting = 还有 { $count } 份申辩没有结论。
error-appraisal-rerun-first = 有申辩被采纳，应先重新计算。
error-appraisal-final-already = 结果已经定稿。
error-case-words-missing = 请填写内容。
error-case-words-long = 内容过长，最多 { $max } 字。
error-case-no-duty = 该单位在这件实事中没有责任。
error-case-open-already = 该单位在这件实事上已有同一情形的案件未结。
error-case-own-interest = 本单位与此有利害关系，应由其他人办理。
error-case-own-case = 立案人不能作决定，请换人办理。
error-case-fact-misplaced = “{ $fact ->
    [plan_missing] 方案缺报
    [report_missing] 报告缺报
    [slip_raised] 督办升级
    [fell_behind] 进度落后
    [answer_insufficient] 答复不合格
    [not_mended] 问题未整改
    [request_escalated] 协办提请裁定
    [request_overruled] 推辞被否
    [request_disputed] 交付有争议
    [contradicted] 核实不符
    [inspection_fault] 现场发现问题
   *[figure_referred] 数据疑点移交
}”不能证明这一情形。
error-case-fact-twice = 这条日志已经作为证据。
error-case-facts-many = 证据最多 { $max } 条。
error-case-leaf-unknown = 存证日志中没有这一条。
error-case-leaf-unfit = 这条日志（{ $kind }）证明不了所称的事实。
error-case-leaf-foreign = 这条日志说的是别的单位或别的实事。
error-case-evidence-short = 证据不足：这一情形至少要 { $need } 条事实，现有 { $have } 条。
error-case-field-missing = 认定弄虚作假，必须有现场核实到的矛盾。
error-case-wrong-step = 案件目前{ $state ->
    [open] 正在收集证据
    [hearing] 正在听取申辩
    [decided] 已作决定
   *[closed] 已经结案
}，不能进行这一步。
error-case-days-unfit = 申辩期应为 { $min } 至 { $max } 天。
error-case-not-yours = 案件不涉及本单位。
error-case-reply-late = 申辩期已于 { $until } 截止。
error-case-reply-open = { $until } 之前该单位仍可申辩。
error-case-tolerance-first = 问责之前应先考虑是否容错。
error-case-tolerated = 已认定适用容错，只能作不予问责的决定。
