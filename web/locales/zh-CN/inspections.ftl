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

# 公开页面
nav-inspections = 督查
inspections-lead = 检查人员去了哪里、发现了什么、是否整改。检查对象和检查人员随机抽取，任何人都可以重算。暗访在完成后公布。
inspections-none = 还没有可以公布的督查。
inspections-made = 督查情况
inspections-draws = 随机抽取
inspections-draws-note = 每次抽取都附有重算所需的全部资料。
inspections-coverage = 覆盖情况
inspections-registered = 名录内对象
inspections-visited = 至少检查过一次
inspections-never = 从未检查：{ $n } 个
inspections-no-findings = 未发现问题
inspections-result = 发现 { $n } 个问题，已整改 { $fixed } 个
inspection-state = 进展
inspection-state-opened = 待检查
inspection-state-visited = 已检查
inspection-state-served = 结论已送达
inspection-state-replied = 单位已申辩
inspection-state-closed = 已办结
inspection-mode = 方式
inspection-mode-open = 明察
inspection-mode-unannounced = 暗访
inspection-visited-on = 检查日期
inspection-inspectors = 检查人员编号
inspection-result = 结果
inspection-commitment = 所属实事
inspection-draw = 抽取过程
inspection-findings = 发现的问题
inspection-severity-minor = 轻微
inspection-severity-serious = 较重
inspection-severity-grave = 严重
inspection-finding-found = 已登记，尚未责令整改
inspection-finding-ordered = 限 { $day } 前整改
inspection-finding-fixed = { $day } 复查：已整改
inspection-finding-unfixed = { $day } 复查：未整改
inspection-conclusion = 督查结论
inspection-reply = 单位申辩
inspection-reply-none = 尚无申辩。单位可在 { $day } 前申辩。
inspection-not-served = 发现的问题在结论送达后一并公布。
draw-title = 抽取重算
draw-ok = 抽取结果与证明文件一致
draw-bad = 抽取结果与证明文件不一致
draw-step-wrong = 不一致
draw-step-schema = 格式
draw-step-schema-note = 证明文件的格式可以在此重算。
draw-step-list = 封存名单
draw-step-list-note = 名单的摘要与各单位提交秘密数之前入志的摘要相同。
draw-step-commitments = 秘密数
draw-step-commitments-note = 公开的秘密数与各单位此前的承诺相符。
draw-step-values = 指定事件
draw-step-values-note = 指定事件均有结果；只有单位未公开秘密数时才使用替补事件。
draw-step-seed = 种子
draw-step-seed-note = “draw/v1”、日志根、依次排列的秘密数和事件结果的 SHA-256。
draw-step-picks = 结果
draw-step-picks-note = 由种子得出的对象编号和检查人员编号。
draw-silent = 未公开秘密数的单位：
draw-drawn = 抽取结果
draw-self = 自行核验
draw-self-note = 下载证明文件，用本程序或项目附带的 Python 短脚本离线重算。
draw-proof = 下载证明文件
draw-root = 日志 { $n } 条时的根：

# 办公页面
said-inspect-kept = 已记录并入志。
said-inspect-frozen = 名单已封存，请各单位提交承诺。
inspect-choose = 请选择
inspect-do = 办理
inspect-register = 名录
inspect-new-plan = 新方案
inspect-approved = 已批准
inspect-unapproved = 待批准
inspect-drawn = 已抽取
inspect-drawing = 进行中
inspect-none = 暂无。
inspect-plans = 方案
inspect-kind = 对象类别
inspect-kind-kitchen = 校园厨房
inspect-kind-site = 建成点位
inspect-risk = 风险等级
inspect-risk-low = 低
inspect-risk-middle = 中
inspect-risk-high = 高
inspect-unit = 单位
inspect-commitment = 所属实事
inspect-commitment-hint = 填写编号，如 2020-2。该实事各责任单位即与对象有利害关系。
inspect-accepted = 验收日期
inspect-accepted-hint = 建成点位必填，验收后 30、180、365 天回访。
inspect-entries = 对象
inspect-entries-hint = 每行一个：名称，地点。名录中已有的不重复添加。
inspect-name = 姓名
inspect-objects = 对象
inspect-inspectors = 检查人员
inspect-add-objects = 添加对象
inspect-add-inspector = 添加检查人员
inspect-keep = 记录
inspect-title = 标题
inspect-from = 开始日
inspect-to = 结束日
inspect-per-unit = 同一单位每年可列入的方案数
inspect-days-between = 同一对象两次检查间隔天数
inspect-quota = 频次上限
inspect-decision = 批准依据
inspect-decision-hint = 由谁、何时批准，文号或纪要号。
inspect-approve = 批准方案
inspect-exclusions-unread = 每行两个编号：检查人员 对象。
inspect-draw-count = 抽取数量
inspect-per-object = 每个对象的检查人员数
inspect-bodies = 提交秘密数的单位
inspect-bodies-hint = 至少三家，每行一家，按秘密数的先后次序。
inspect-externals = 计入结果的后续事件
inspect-externals-hint = 如公开截止日之后的福彩开奖。有此一项，任何单位不公开都不会获益。
inspect-fallback = 替补事件
inspect-fallback-hint = 任何人都能查到结果的后续事件。
inspect-exclusions = 回避
inspect-exclusions-hint = 每行：检查人员编号 对象编号。与对象有利害关系单位的人员自动回避。
inspect-commit-until = 承诺截止日
inspect-reveal-until = 公开截止日
inspect-freeze = 封存抽取名单
inspect-freeze-go = 封存
inspect-freeze-note = 封存后名单不能再改，其摘要写入存证日志。
inspect-due = 验收后 { $days } 天
inspect-site = 点位
inspect-look-inspectors = 检查人员
inspect-look-hint = 填写编号，以空格分开。
inspect-look = 回访建成点位
inspect-hex-unread = 应为 64 位十六进制数。
inspect-body = 单位
inspect-seal = 锁定承诺
inspect-seal-go = 锁定
inspect-seal-note = 包含全部承诺的日志根将计入种子。
inspect-commitment-digest = 承诺
inspect-commit = 登记承诺
inspect-commit-note = 各单位自行选取 32 字节随机盐和 32 字节秘密数并妥善保管，只提交两者相连的 SHA-256。
inspect-salt = 盐
inspect-secret = 秘密数
inspect-reveal = 公开秘密数
inspect-value = 结果
inspect-fallback-value-hint = 仅在有单位逾期未公开时填写。
inspect-finish = 抽取
inspect-finish-go = 抽取
inspect-digest = 名单 SHA-256
inspect-body-waits = 未承诺
inspect-body-committed = 已承诺
inspect-body-opened = 已公开
inspect-place = 地点
inspect-visit = 现场检查
inspect-visit-go = 提交检查
inspect-find = 登记问题
inspect-what = 问题
inspect-severity = 程度
inspect-order = 责令整改
inspect-days = 天数
inspect-fixed = 复查结果
inspect-fixed-yes = 已整改
inspect-fixed-no = 未整改
inspect-recheck = 复查
inspect-serve = 送达结论
inspect-serve-go = 送达
inspect-reply-days = 申辩期限（天）
inspect-close = 办结
inspect-note = 所见情况
inspect-mark-ok = 合格
inspect-mark-fault = 有问题
inspect-mark-not-applicable = 不适用
inspect-question-licence = 许可证有效并公示
inspect-question-health-cards = 从业人员健康证齐全
inspect-question-purchase-records = 进货查验记录完整
inspect-question-raw-and-cooked = 生熟分开
inspect-question-disinfection = 餐具消毒
inspect-question-samples-kept = 食品留样
inspect-question-storage = 储存规范、未过期
inspect-question-waste = 餐厨垃圾加盖并清运
inspect-question-picture-shown = “明厨亮灶”画面正常
inspect-question-in-use = 正在使用
inspect-question-water = 有水
inspect-question-open-hours = 按公示时间开放
inspect-question-clean = 整洁
inspect-question-access = 无障碍通行
inspect-question-upkeep = 有人管护
