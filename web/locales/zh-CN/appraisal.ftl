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

# 入志事项
history-scheme-written = 起草考核办法
history-scheme-approved = 批准考核办法
history-appraisal-computed = 计算考核结果
history-appraisal-published = 公布考核结果
history-appraisal-replied = 单位申辩
history-appraisal-judged = 申辩结论
history-appraisal-finished = 考核定稿
history-case-opened = 问责立案
history-case-evidenced = 提交证据
history-case-heard = 听取申辩
history-case-replied = 单位申辩
history-case-considered = 考虑容错
history-case-decided = 作出决定
history-case-closed = 问责结案

# 考核页面
nav-appraisal = 考核
appraisal-lead = 办法在考核期之前批准并公布。计分依据全部公开，任何人都可以重算每一个分数。
appraisal-office-lead = 先写办法，考核期之前由他人批准；期满后按台账计算，公布，听取申辩，定稿。
appraisal-none = 还没有考核办法。
appraisal-of-year = { $year } 年度考核
appraisal-schemes = 考核办法
appraisal-terms = 考核办法
appraisal-period = 考核期
appraisal-shares = 份额
appraisal-shares-words = 主办 { $lead }，协办 { $help }
appraisal-ranks = 排名
appraisal-ranks-yes = 实事不少于 5 件的单位排名
appraisal-ranks-no = 不排名
appraisal-decision = 批准依据
appraisal-bounds = { $floor }% 起计分，{ $full }% 得满分
appraisal-input-target-verified = 目标经核实达成
appraisal-input-milestones-on-time = 节点按期完成
appraisal-input-reports-confirmed = 上报与核实相符
appraisal-input-requests-answered = 协办按期答复
appraisal-input-requests-delivered = 协办按期办结
appraisal-input-rectified = 问题整改到位
appraisal-input-slips-answered = 督办按期答复
appraisal-input-experienced = 群众评价满意
appraisal-excluded = 登录次数、上传数量、字数、点赞、报告数量、在线时长等不能作为计分项：办法里写不进去。
appraisal-formula = 分数怎么算
appraisal-formula-1 = 每件实事的每个计分项：完成数除以应完成数，在起点与满分之间按比例得 0 至 100 分。
appraisal-formula-2 = 每个计分项：各件实事的得分按份额加权平均。
appraisal-formula-3 = 总分：各计分项按权重加权平均。没有数据的计分项不计，权重按其余各项折算，并在结果中写明。
appraisal-formula-4 = 每一步保留两位小数，恰好一半时取偶数。
appraisal-formula-5 = 区间：依次去掉任何一件实事后重算，取最低与最高。
appraisal-results = 考核结果
appraisal-results-note = 竖线是得分，色带是去掉任何一件实事后得分的变化范围。色带越宽，得分越取决于个别实事。
appraisal-no-data = 无数据
appraisal-interval = 区间 { $low }–{ $high }，{ $n } 件实事
appraisal-few = { $n } 件实事，不给区间
appraisal-rank = 第 { $rank } 位
appraisal-rank-none = 不足 { $n } 件，不排名
appraisal-before = 申辩前 { $score }
appraisal-left-out = 无数据而未计：{ $names }
appraisal-trace = 逐项计算过程
appraisal-weight = 权重 { $weight }
appraisal-item = { $slug }：{ $done } / { $of }，{ $mark } 分，份额 { $share }
appraisal-replies = 申辩
appraisal-accepted = 采纳，已更正计分依据
appraisal-rejected = 未采纳
appraisal-waiting = 等待结论
appraisal-again = 自己重算
appraisal-again-note = JSON 文件含全部计分依据与结果，其摘要在存证日志中。用 Python 运行 appraise.py 加文件名，即可核对每一个分数；CSV 供表格软件打开。
appraisal-file = 第 { $run } 次结果 { $kind }
appraisal-state-draft = 办法正在起草。
appraisal-state-approved = 办法已经批准，考核期满后计算。
appraisal-state-computed = 已经计算，尚未公布。
appraisal-state-hearing = 初步结果已经公布，{ $until } 之前听取申辩，尚未定稿。
appraisal-state-final = 结果于 { $on } 定稿。
appraisal-short-draft = 起草中
appraisal-short-approved = 已批准
appraisal-short-hearing = 听取申辩
appraisal-short-final = 已定稿
appraisal-text = 办法文本
appraisal-text-hint = 每行一项。计分项后写权重，还可写起点与满分，例如“节点按期完成: 30, 60-100”。权重之和为 100。
appraisal-text-sample = 名称: 为民办实事考核办法
    开始: 2021-01-01
    结束: 2021-12-31
    主办: 100
    协办: 30
    排名: 否
    目标经核实达成: 40
    节点按期完成: 20
    上报与核实相符: 15
    协办按期答复: 10
    问题整改到位: 15
appraisal-write = 检查并保存办法
appraisal-approve = 批准办法
appraisal-approve-note = 批准后即公开，不能再改。
appraisal-run = 计算结果
appraisal-run-note = 计分依据随即封存；只有申辩被采纳才再算一次，两次结果都保留。
appraisal-publish = 公布并听取申辩
appraisal-days = 申辩期（天）
appraisal-words = 申辩内容
appraisal-reply = 提交申辩
appraisal-judge = 申辩结论
appraisal-judge-of = { $unit }的申辩
appraisal-reason = 结论理由
appraisal-correct = 更正哪一项
appraisal-no-correction = 不更正
appraisal-done = 更正后完成数
appraisal-due = 更正后应完成数
appraisal-accept = 采纳
appraisal-reject = 不采纳
appraisal-finish = 定稿
said-appraisal-kept = 已保存。

# 问责页面
cases-title = 问责
cases-lead = 只对单位，不对个人。每一情形都要有存证日志里的事实作证据，先听申辩、先考虑容错，由没有利害关系的人决定。
cases-all = 案件
cases-none = 没有案件。
case-open = 立案
case-open-note = 结案之前不公开。不予问责的案件结案后也不公开。
case-slug = 实事编号
case-slug-hint = 例如 2020-15
case-unit = 单位
case-ground = 情形
case-ground-needs = { $ground }（至少 { $n } 条事实）
case-ground-neglect = 重视不够
case-ground-weak-measures = 措施不力
case-ground-shirking = 推诿扯皮
case-ground-fabrication = 弄虚作假
case-fact-plan-missing = 方案缺报，经督办
case-fact-report-missing = 报告缺报，经督办
case-fact-slip-raised = 督办未解决而升级
case-fact-fell-behind = 进度落后，经督办
case-fact-answer-insufficient = 督办答复不合格
case-fact-not-mended = 问题逾期未整改
case-fact-request-escalated = 协办不成，提请裁定
case-fact-request-overruled = 推辞被裁定不成立
case-fact-request-disputed = 称已办结而对方不认
case-fact-contradicted = 现场核实与上报不符
case-fact-inspection-fault = 督查现场发现问题
case-fact-figure-referred = 数据疑点未能说明而移交
case-state-open = 正在收集证据
case-state-hearing = 正在听取申辩
case-state-decided = 已作决定，待结案
case-state-closed = 已结案
case-outcome = 决定
case-outcome-dropped = 不予问责
case-outcome-reminded = 提醒
case-outcome-summoned = 约谈
case-outcome-named = 通报
case-outcome-referred = 移送有权机关
case-words = 事由
case-commitment = 实事
case-opened = 立案日期
case-test = 证据门槛
case-needs = 至少 { $n } 条事实
case-evidence = 证据
case-evidence-none = 还没有证据。
case-entry = 存证日志条目
case-add = 列为证据
case-hear = 送达单位，听取申辩
case-days = 申辩期（天）
case-reply = 单位申辩
case-reply-go = 提交申辩
case-reply-until = 申辩截止
case-tolerance = 容错
case-tolerance-note = 先行先试、没有明确限制、未谋私利、尽责而未成的，应当容错。
case-tolerance-reason = 理由
case-tolerance-yes = 适用容错
case-tolerance-no = 不适用容错
case-decide = 作出决定
case-decide-note = 立案人不能作决定。需要追究个人责任的，移送有权机关，由其依规办理。
case-reason = 决定理由
case-public-words = 公开说明
case-close = 结案并公开
case-close-note = 结案后，情形、单位、证据和决定公开；不予问责的不公开。
said-case-kept = 已保存。
