# 办公页面。

# 拒绝原因：审核稿
error-draft-closed = { $status ->
    [issued] 这份审核稿已经发布，不能再改。发布后的变化只能走“调整”。
   *[other] 这份审核稿已经作废，不能再改。
}
error-draft-item-unknown = 没有这一件，可能已被别人拆分或合并。请刷新页面。
error-draft-item-removed = 第 { $number } 件已删除。请先恢复，再处理。
error-draft-already-decided = 第 { $number } 件已经处理过。要重新处理，请先恢复。
error-draft-nothing-pending = 没有待处理的事项了。
error-draft-nothing-changed = 没有任何改动。
error-draft-no-original = 第 { $number } 件不是从文件里读出来的，没有可以恢复的原样。
error-draft-reason-missing = 请写明原因。
error-draft-reason-long = 原因有 { $length } 个字，最多 { $max } 个字。
error-draft-number-missing = 请填写序号，从 1 开始。
error-draft-title-missing = 第 { $number } 件没有标题。
error-draft-title-long = 第 { $number } 件的标题有 { $length } 个字，最多 { $max } 个字。
error-draft-text-missing = 第 { $number } 件没有正文。
error-draft-text-long = 第 { $number } 件的正文有 { $length } 个字，最多 { $max } 个字。
error-draft-category-unknown = 第 { $number } 件归在第 { $category } 大项，但没有这个大项。
error-draft-span-invalid = 第 { $number } 件有一处位置不对（终点在起点之前）。
error-draft-too-many = 第 { $number } 件的{ $part ->
    [units] 单位
    [targets] 目标
    [passages] 原文段落
    [deadlines] 时限
    [conditions] 限定语
    [doubts] 疑点
   *[places] 地点
}有 { $count } 个，最多 { $max } 个。
error-draft-quote-long = 第 { $number } 件有一处引文或名称有 { $length } 个字，最多 { $max } 个字。
error-draft-unit-empty = 第 { $number } 件有一个单位没有名称。
error-draft-unit-long = 第 { $number } 件有一个单位名称有 { $length } 个字，最多 { $max } 个字。
error-draft-unit-twice = 第 { $number } 件把“{ $unit }”列了两次。
error-draft-lead-and-co = 第 { $number } 件里“{ $unit }”既是主办又是协办，请只留一个。
error-draft-range-upside-down = 第 { $number } 件“{ $what }”的区间上限小于下限。
error-draft-range-end-missing = 第 { $number } 件“{ $what }”是区间，请填写上限。
error-draft-range-end-stray = 第 { $number } 件“{ $what }”不是区间，不应有上限。
error-draft-value-negative = 第 { $number } 件“{ $what }”的数是负数。
error-draft-value-large = 第 { $number } 件“{ $what }”的数太大。
error-draft-over-hundred = 第 { $number } 件“{ $what }”的比例超过 100%。
error-draft-split-border = 拆分处必须在文字中间，前后两半都要有字。
error-draft-split-place = 找不到第 { $number } 件的拆分处在原文里的位置。请在原文读出的文字里选择拆分处。
error-draft-merge-too-few = 至少要有两件才能合并。
error-draft-key-repeated = 第 { $number } 件列了两次。
error-draft-not-neighbours = 只能合并相邻的事项。
error-draft-heading-title-missing = 请填写文件标题。
error-draft-heading-long = 文件信息中的{ $field ->
    [title] 标题
    [number] 文号
    [issuer] 发文机关
    [kind] 文种
   *[addressees] 主送机关
}太长，最多 { $max }。
error-draft-year-missing = 请填写清单所属的年度。
error-draft-year-out-of-range = 年度 { $year } 不在 { $first } 到 { $last } 之间。
error-draft-supervisor-empty = 有一个督办单位没有名称。
error-draft-supervisor-long = 有一个督办单位名称有 { $length } 个字，最多 { $max } 个字。
error-draft-supervisor-twice = 督办单位“{ $unit }”列了两次。
error-draft-supervisors-too-many = 督办单位有 { $count } 个，最多 { $max } 个。
error-draft-no-items = 没有可以发布的事项。
error-draft-items-too-many = 事项有 { $count } 件，最多 { $max } 件。
error-draft-pending-left = 还有事项没有处理：第 { $numbers } 件。
error-draft-number-duplicate = 序号重复：{ $numbers }。
error-draft-lead-missing = 第 { $numbers } 件没有主办单位，而其他事项有。
error-draft-category-invalid = 第 { $category } 大项重复、没有序号或标题不合要求。
error-draft-requirement-invalid = 第 { $number } 条要求太长或位置不对。

# 拒绝原因：集合单位
error-group-own-member = 集合单位不能是自己的成员。
error-group-end-before-start = 结束日期 { $to } 早于开始日期 { $from }。
error-group-overlap = 这个单位从 { $from } 起已经是成员，时间重叠。
error-group-too-many = 成员记录已达上限 { $max } 条。

# 拒绝原因：填报
error-record-not-clerk = 只有主办单位的填报人可以填报。督查人员不替单位填报。
error-record-no-unit = 账号没有绑定单位，请联系系统管理员。
error-record-not-lead = 你的单位不是这一件的主办单位，不能填报。
error-record-untestable = “{ $what }”按原文无法计量，没有可填的数。要计量，须先经“调整”明确指标。
error-record-value-negative = “{ $what }”不能是负数：{ $value }。
error-record-value-fraction = “{ $what }”以{ $unit }计，应为整数：{ $value }。
error-record-over-hundred = “{ $what }”是比例，不能超过 100：{ $value }。
error-record-not-yes-no = “{ $what }”只有完成与否，请填 1（已完成）或 0（未完成），不能填 { $value }。
error-record-value-large = 数太大：{ $value }。
error-record-in-future = 数据截至日 { $as_of } 在今天（{ $today }）之后。
error-record-before-year = 数据截至日 { $as_of } 早于 { $year } 年度。
error-record-note-long = 说明有 { $length } 个字，最多 { $max } 个字。

# 拒绝原因：调整
error-change-not-supervisor = 只有督查人员可以登记调整。
error-change-own-duty = 你的单位在这一件里有主办或协办责任，不能登记它的调整，请由别的单位的督查人员登记。
error-change-decision-missing = 请写明由谁决定、依据哪份文件。
error-change-decision-long = 决定依据有 { $length } 个字，最多 { $max } 个字。
error-change-reason-missing = 请写明调整的原因。
error-change-reason-long = 原因有 { $length } 个字，最多 { $max } 个字。
error-change-range-upside-down = 区间的上限小于下限。
error-change-range-end-missing = 选了区间，请填写上限。
error-change-range-end-stray = 不是区间，不应有上限。
error-change-value-negative = 目标不能是负数：{ $value }。
error-change-over-hundred = 目标是比例，不能超过 100：{ $value }。
error-change-value-large = 数太大：{ $value }。
error-change-tolerance-negative = 允许误差不能是负数：{ $tolerance }。
error-change-tolerance-stray = 只有“约”才有允许误差。
error-change-cut-off-before-year = 截止日期 { $cut_off } 早于 { $year } 年度。
error-change-nothing-changed = 与现行目标完全相同，没有可登记的调整。

# 拒绝原因：表单
error-form-login-length = 登录名应为 2 到 64 个字符。
error-form-login-taken = 这个登录名已经有人用了，请换一个。
error-form-login-characters = 登录名不能有空格。
error-form-name-length = 姓名应为 1 到 64 个字符。
error-form-password-short = 口令至少 10 个字符。几个不相干的词连起来，比符号替换更牢也更好记。
error-form-password-long = 口令最多 128 个字符。
error-form-password-common = 这个口令太常见，会被最先试到。请换一个。
error-form-password-is-login = 口令不能和登录名相同。
error-form-label-length = 名称应为 1 到 64 个字符。
error-form-setup-token = 初始设置链接无效或已用过。请在服务器的启动信息里找最新的链接。
error-form-file-empty = 文件是空的。
error-form-file-large = 文件超过 20 MB。
error-form-file-known = 这个文件已经上传过，内容完全相同。
error-form-note-long = 说明最多 2,000 个字。
error-form-unit-unknown = 请选择单位。填报人必须绑定单位。
