# 督查。

# 拒绝：抽取
error-draw-bodies-few = 抽取至少要有 { $min } 家单位各提交一份秘密数。
error-draw-body-twice = “{ $body }”重复。
error-draw-too-many = { $what ->
    [bodies] 参与单位
    [objects] 名单上的对象
    [drawn] 拟抽取的对象
    [inspectors] 检查人员
    [exclusions] 回避事项
   *[externals] 指定事件
}过多，最多 { $max } 个。
error-draw-per-object-unfit = 每个对象应派 { $min } 至 { $max } 名检查人员。
error-draw-objects-few = 名单上有 { $objects } 个对象，拟抽取 { $wanted } 个。近期检查过的对象不列入名单。
error-draw-name-unfit = { $what ->
    [object] 对象名称
    [body] 单位名称
    [fallback] 替补事件
   *[event] 事件名称
}为空或超过 { $max } 个字。
error-draw-number-twice = 编号 { $number } 在名单上重复。
error-draw-weight-unfit = “{ $object }”的权重应在 1 至 { $max } 之间。
error-draw-exclusion-unknown = 回避事项中的检查人员 { $inspector } 或对象 { $object } 不在名单上。
error-draw-inspectors-short = “{ $object }”无利害关系的检查人员有 { $eligible } 名，需要 { $needed } 名，请先补充检查人员名录。
error-draw-days-unfit = 承诺截止日不得早于今天（{ $today }），公开截止日不得早于承诺截止日。
error-draw-list-changed = 名单与封存时不一致，本次抽取不能继续，请重新封存。
error-draw-body-unknown = 本次抽取没有这家单位。
error-draw-commit-late = 承诺已于 { $until } 截止。
error-draw-committed-already = “{ $body }”已作承诺。
error-draw-commitment-copied = 与另一单位的承诺相同，不得照抄。
error-draw-commitments-missing = 尚未承诺：{ $bodies }。
error-draw-sealed-already = 承诺已经锁定。
error-draw-not-sealed = 请先锁定全部承诺。
error-draw-revealed-already = “{ $body }”已公开秘密数。
error-draw-reveal-late = 公开已于 { $until } 截止。
error-draw-reveal-mismatch = 与“{ $body }”的承诺不符。
error-draw-reveals-open = { $until } 前仍可公开秘密数的单位：{ $bodies }。
error-draw-nobody-revealed = 没有单位公开秘密数，无法抽取，请重新封存。
error-draw-value-missing = 缺少“{ $event }”的结果。
error-draw-finished = 本次抽取已经完成。

# 拒绝：督查
error-inspection-name-unfit = 名称、地点或标题为空或超过 { $max } 个字。
error-inspection-too-many = 最多 { $max } 个。
error-inspection-accepted-missing = 建成点位须填验收日期。
error-inspection-window-unfit = 结束日 { $to } 早于开始日 { $from }。
error-inspection-units-missing = 请选择被督查单位。
error-inspection-words-missing = 请填写内容。
error-inspection-words-long = 内容有 { $length } 个字，最多 { $max } 个字。
error-inspection-approved-already = 该方案已经批准。
error-inspection-not-approved = 须有已批准的同类方案。
error-inspection-quota-spent = { $year } 年，编号 { $unit } 的单位已列入 { $quota } 个已批准方案，达到年度上限。
error-inspection-quota-unfit = 两项数字均不得超过 { $max }，每年至少允许一次。
error-inspection-too-soon = 上次检查为 { $last }，两次检查应间隔 { $days } 天。
error-inspection-own-interest = 本单位是被督查单位，应由他人办理。
error-inspection-day-unfit = 日期 { $on } 不在 { $from } 至 { $to } 之间。
error-inspection-answer-missing = 请逐项作答。
error-inspection-fault-unexplained = 有问题的项目须写明所见情况。
error-inspection-wrong-step = { $state ->
    [not_due] 该点位目前没有到期的回访。
    [opened] 请先完成现场检查。
    [closed] 该督查已办结。
   *[other] 目前不能办理这一步。
}
error-inspection-finding-unknown = 没有这个问题。
error-inspection-days-unfit = 天数应在 1 至 { $max } 之间。
error-inspection-findings-open = 尚未复查的问题：{ $count } 个。
error-inspection-faults-without-finding = 现场有 { $count } 项不合格，请先登记问题。
error-inspection-reply-late = 申辩已于 { $until } 截止。
error-inspection-reply-open = { $until } 前单位仍可申辩。
error-inspection-not-yours = 只有被督查单位可以申辩。

# 存证日志
history-inspection-registered = 督查对象入库
history-inspection-inspector-registered = 检查人员入库
history-inspection-quota-set = 设定督查频次上限
history-inspection-planned = 拟定督查方案
history-inspection-approved = 批准督查方案
history-draw-frozen = 封存抽取名单
history-draw-committed = 一家单位作出承诺
history-draw-sealed = 锁定全部承诺
history-draw-revealed = 一家单位公开秘密数
history-draw-finished = 抽取完成
history-inspection-opened = 安排督查
history-inspection-visited = 完成现场检查
history-inspection-found = 登记问题
history-inspection-mended = 责令整改或复查
history-inspection-served = 送达督查结论
history-inspection-replied = 单位申辩
history-inspection-closed = 督查办结
