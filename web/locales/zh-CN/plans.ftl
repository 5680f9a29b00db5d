# 实施方案与协办事项单。

# 拒绝原因：实施方案
error-plan-not-lead = 你的单位不是这一件的主办单位，不能编报它的实施方案。
error-plan-own-duty = 你的单位主办或协办这一件，它的方案须由没有利害关系的督查单位审定。
error-plan-open-already = 已有一版方案正在编写或审核，请先办完那一版。
error-plan-not-open = 这一版方案已经提交或审定，不能再改。审定后的变动须另立新版。
error-plan-not-submitted = 这一版方案不在待审状态，不能审定或退回。
error-plan-not-approved = 这一版方案没有在执行，不能登记节点完成。
error-plan-reasons-missing = 请写明退回的理由。
error-plan-text-long = 有一处文字有 { $length } 个字，最多 { $max } 个字。
error-plan-text-missing = 有一行没有填完整：每行都要写明文字。
error-plan-too-many = 同类的行最多 { $max } 行。
error-plan-milestone-outside = “{ $title }”计划在 { $planned }，不在 { $first } 至 { $last } 之间。
error-plan-milestone-twice = 有两个节点都叫“{ $title }”，请区别开。
error-plan-milestones-missing = 请至少写一个时间节点。
error-plan-milestone-unknown = 没有这个节点。请刷新页面。
error-plan-reached-already = 这个节点已登记在 { $done } 完成，不能再改。
error-plan-reached-in-future = 完成日期 { $on } 晚于今天（{ $today }）。
error-plan-reached-before-year = 完成日期 { $on } 早于 { $year } 年。
error-plan-reached-kept = “{ $title }”已经完成，新版方案须原样保留它和原定日期。
error-plan-measure-unknown = 有一个指标不属于这一件、不能制定序时计划，或者重复了。
error-plan-trajectory-outside = “{ $what }”：{ $on } 不在 { $first } 至 { $last } 之间。
error-plan-trajectory-value = “{ $what }”不能是 { $value }。
error-plan-trajectory-twice = “{ $what }”：同一天填了两个数。
error-plan-trajectory-falls = “{ $what }”是累计数，{ $on } 却由 { $before } 降到 { $value }。
error-plan-trajectory-missing = “{ $what }”没有序时计划。请填写各时点应达到的数。
error-plan-trajectory-short = “{ $what }”最后只到 { $value }，达不到承诺的 { $target }。
error-plan-amount = “{ $from }”的金额 { $amount } 元不对，应大于零。
error-plan-person-missing = 请至少写一名责任人。
error-plan-unit-not-party = 拟请协助的单位在这一件里没有责任。
error-plan-cause-missing = 请写明为什么要立新版。
error-plan-decision-missing = 请写明依据：哪个机构、哪份文件作的决定。
error-plan-nothing-changed = 与现行方案没有差别。

# 拒绝原因：协办事项单
error-request-no-duty = 你的单位在这一件里没有责任，不能就它发协办事项单。
error-request-own-unit = 不能向自己的单位发协办事项单。
error-request-nobody-asked = 没有可以发给的单位：请选择单位；集合单位须先登记成员。
error-request-unit-not-party = 所选单位在这一件里没有责任。
error-request-what-missing = 请写明要对方办什么。
error-request-words-missing = 请写明情况。
error-request-text-long = 有一处文字有 { $length } 个字，最多 { $max } 个字。
error-request-due-outside = 期限 { $due } 不在 { $first } 至 { $last } 之间。
error-request-not-asker = 这一步只能由发起单位办理。
error-request-not-asked = 这一步只能由受理单位办理。
error-request-not-party = 这一步只能由发起单位或受理单位办理。
error-request-not-office = 这一步只能由督查单位办理。
error-request-own-duty = 你的单位主办或协办这一件，须由没有利害关系的督查单位裁定。
error-request-out-of-turn = 这张事项单现在是“{ $stands ->
    [asked] 待答复
    [accepted] 已接受
    [declined] 已谢绝
    [delivered] 已交办结
    [confirmed] 已确认
    [disputed] 有异议
    [escalated] 已提请裁定
    [directed] 已裁定须办
    [released] 已裁定免办
   *[withdrawn] 已撤回
}”，不能办这一步。请刷新页面。
error-request-too-many-steps = 这张事项单已有 { $max } 步，只能了结。
error-request-ground-missing = 请选择谢绝的理由。
error-request-ground-stray = 只有谢绝才需要选择理由。

# 变动记录
history-plan-begun = 开始编写实施方案
history-plan-saved = 修改实施方案稿
history-plan-submitted = 提交实施方案
history-plan-returned = 退回实施方案
history-plan-approved = 审定实施方案
history-plan-milestone-reached = 登记节点完成
history-request-asked = 发出协办事项单
history-request-accepted = 接受协办事项
history-request-declined = 谢绝协办事项
history-request-delivered = 交办结果
history-request-confirmed = 确认办结
history-request-disputed = 对办结提出异议
history-request-escalated = 提请督查单位裁定
history-request-directed = 裁定须办
history-request-released = 裁定免办
history-request-withdrawn = 撤回协办事项单
