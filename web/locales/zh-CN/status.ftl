# 办理状态：列表、总览、实事页、驾驶舱。

status-title = 办理状态
status-today = （{ $date }）
status-note = 状态由记录推算，不由人填写：对照审定方案的序时目标看颜色；当月曾经滞后，补上了也只到“略滞后”；没有方案就是灰色，不显示绿色。
status-evidence = 依据：{ $grade }
status-done-on = { $date }核实完成
status-cut-off = 期限 { $date }
status-reported-to = 最近报到 { $date }
status-uses = 建成后回访 { $visits } 次，{ $sound } 次正常
status-board = 今天办到哪一步
status-board-note = 按件计数，不算平均百分比。各件的状态以核实结果为准；只是自报完成的，写明“报完成待验”。
status-on-time = 按期办结
status-on-time-of = 到期或办结 { $due } 件，按期 { $on_time } 件，超期办结 { $late } 件，逾期未办结 { $open } 件
status-on-time-none = 还没有到期的实事
status-colours = 本月对照方案
status-flags = 需要注意
status-filter-derived = 办理状态
status-filter-known = 报数情况

status-state-plan-missing = 未报方案
status-state-not-started = 未启动
status-state-underway = 推进中
status-state-changed = 目标已调整
status-state-reported-done = 报完成待验
status-state-accepted = 已验收
status-state-use-check = 使用核查中
status-state-closed = 已销号
status-state-paused = 暂缓
status-state-ended = 终止
status-state-not-kept = 未兑现

status-flag-overdue = 逾期
status-flag-blocked = 受阻
status-flag-no-report = 未报告
status-flag-disputed = 有争议
status-flag-unfunded = 资金未落实

status-grade-none = 没有
status-grade-reported = 自报
status-grade-supported = 自报，附佐证
status-grade-verified = 核实

status-colour-green = 达序时
status-colour-yellow = 略滞后
status-colour-red = 滞后
status-colour-grey = 无方案可对照
status-scar = 当月曾滞后

status-month = { $month }月：{ $words }
status-month-ahead = 未到

values-chart = 全年进度
values-words = 截至{ $date }：方案预期 { $expected }，自报 { $reported }，核实 { $verified }。
values-forecast = 推算，不是数值：照目前的进度，到{ $date }约为 { $value }（{ $low } 至 { $high }）。
values-expected = 方案预期
values-band = 推算区间
values-today = 今天
values-table = 看数表
values-day = 日期
values-places = 分地点
values-place = 地点
values-promised = 承诺
values-elsewhere = 其他，或未写明地点

timeline-title = 这一年
timeline-count = 共 { $n } 件事
timeline-plan = 实施方案第 { $n } 版审定
timeline-reached = 节点完成：{ $title }（计划 { $planned }）
timeline-reached-late = 节点迟完成：{ $title }（计划 { $planned }）
timeline-missed = 节点到期未完成：{ $title }
timeline-report = { $unit }报送{ $period }报告
timeline-report-late = { $unit }迟报{ $period }报告
timeline-report-missing = { $unit }到期未报{ $period }报告
timeline-report-accepted = { $period }报告采纳并公开
timeline-slip = 向{ $unit }发出{ $level }督办单：{ $matter }
timeline-slip-answered = { $unit }答复督办单
timeline-request = 协办事项（{ $asker } → { $asked }）：{ $state }
timeline-visit = 现场检查“{ $name }”：{ $n ->
    [0] 没有发现问题
   *[other] 发现问题 { $n } 个，已改好 { $fixed } 个
}
timeline-verified = 核实“{ $what }”：截至{ $as_of } { $value }
timeline-changed = 目标调整“{ $what }”：{ $before } 改为 { $after }
timeline-turned = { $turn }：{ $decision }

cockpit-title = 驾驶舱
cockpit-wall = 大屏
cockpit-wall-back = 退出大屏
cockpit-note = 数字由记录推算，与公众看到的一致；不排名。点各状态可看清单。
cockpit-board = 全部实事
cockpit-show-all = 全部 { $n } 件
cockpit-show-attention = 需要注意 { $n } 件
cockpit-nothing = 没有需要注意的实事。
cockpit-turn = 轮到{ $who }，自{ $since }
cockpit-turn-overdue = 轮到{ $who }，自{ $since }，已逾期
cockpit-turn-slip = 督办单：轮到{ $who }，自{ $since }
cockpit-questions = { $n } 条数据疑点未办结
cockpit-last = { $day } { $what }
cockpit-turns = 球在谁手里
cockpit-turns-note = 未办结的协办事项、督办单和实施方案，现在轮到谁办。天数长短不等于责任大小，看各件的来龙去脉。
cockpit-turns-none = 现在没有等着谁办的事。
cockpit-overdue = 逾期
cockpit-overdue-n = 逾期 { $n }
cockpit-requests = 协办事项
cockpit-slips = 督办单
cockpit-plans = 实施方案
cockpit-oldest = 最早自
cockpit-week = 近七天
cockpit-week-none = 近七天没有新记录。
cockpit-week-more = 另有 { $n } 条

column-standing = 办理状态
column-flags = 需要注意
column-colour = 进度颜色
column-evidence = 依据
column-done-on = 核实完成日
column-expected-value = 方案预期值
column-verified-value = 核实值
column-verified-as-of = 核实值截至日
cockpit-pictures = 地图和进度图
cockpit-map = 全部点位
cockpit-map-none = 还没有登记带坐标的点位。
cockpit-map-note = 颜色与点位清单相同：核实在前，自报在后。点击可到该点位。
cockpit-courses = 各项指标对照方案
cockpit-courses-none = 还没有可画的进度。
