# 实事的调整：暂缓、恢复、终止、结转。

error-course-not-supervisor = 调整决定由督查部门登记。
error-course-own-duty = 你所在单位是该项的主办或协办单位，请由其他单位的督查人员登记。
error-course-impossible = { $course ->
    [going] 该项正在推进，不需要恢复。
    [paused] 该项已经暂缓。
    [ended] 该项已经终止，只能结转到以后年度。
   *[carried_over] 该项已经结转到以后年度，不能再调整。
}
error-course-decision-missing = 请填写作出决定的机关及其文件或会议。
error-course-decision-long = 决定有 { $length } 个字，最多 { $max } 个。
error-course-notice-missing = 请填写公示的标题或文号。调整必须向社会公告。
error-course-notice-long = 公示有 { $length } 个字，最多 { $max } 个。
error-course-reason-missing = 请说明理由。
error-course-reason-long = 理由有 { $length } 个字，最多 { $max } 个。
error-course-decided-in-future = 决定日期 { $on } 晚于今天（{ $today }）。
error-course-notice-before-decision = 公示日期 { $on } 早于决定日期 { $decided }。
error-course-notice-in-future = 公示日期 { $on } 晚于今天（{ $today }）。先公示，再登记。
error-course-pause-in-past = 暂缓须到今天（{ $today }）以后，不能是 { $until }。
error-course-pause-long = 暂缓到 { $until } 超过 { $max } 天。请另作决定。
error-course-not-later = 只能结转到以后年度：该项是 { $own } 年，所选的是 { $year } 年。
error-course-nothing-taken-up = 请至少选择一项结转的指标。
error-course-measure-unknown = 所选指标不在这两件实事中。
error-course-measure-twice = 同一指标只能结转一次。
error-course-units-differ = 单位不同的指标不能结转：“{ $from }”与“{ $to }”。
error-form-commitment-unknown = 没有这件实事。请按地址中的编号填写，如 2021-3。

course-title = 暂缓、恢复、终止或结转
course-lead = 决定须由有权机关作出并向社会公告。登记后立即公开，与原承诺并列，不覆盖原文。
course-open = 登记暂缓、终止或结转
course-turn = 事项
course-turn-choose = 请选择
course-turn-pause = 暂缓
course-turn-resume = 恢复
course-turn-end = 终止
course-turn-carry-over = 结转到以后年度
course-until = 暂缓到
course-until-hint = 只在暂缓时填写，最长 366 天。
course-to = 接续的实事
course-to-hint = 只在结转时填写：以后年度实事的编号，如 2021-3。
course-pairs = 接续的指标
course-pairs-hint = 只在结转时填写：本项指标序号=接续指标序号，一行一对，如 1=1。
course-decision = 作出决定的机关和文件
course-decision-hint = 如：管委会第9次常务会，济高新纪〔2020〕9号
course-decided-on = 决定日期
course-notice = 公示的标题或文号
course-noticed-on = 公示日期
course-reason = 理由
course-reason-hint = 将全文公开，请勿写个人信息。
course-go = 登记
course-now = 目前状态
course-going = 推进中
course-paused = 已暂缓
course-ended = 已终止
course-carried-over = 已结转
course-note-paused = 该项已暂缓，最迟于 { $date } 恢复。
course-note-ended = 该项已终止。原承诺保留在下面，不作改动。
course-note-carried-over = 该项未完成的部分已结转到以后年度。
course-note-resumed = 该项曾经暂缓，现已恢复。
course-opening = 本项接续 { $from } 的“{ $what }”，期初已核实 { $value }。
course-opening-blank = 本项接续 { $from } 的“{ $what }”，期初没有经核实的数。
course-decided = 决定
course-noticed = 公示
course-successor = 接续
course-turns = 历次决定
history-course-turned = 调整实事
said-course = 已登记，并已公开。
fault-pairs = 请按“1=1”的形式填写，一行一对。
