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
error-form-password-short = 密码至少 10 个字符。几个不相干的词连起来，比符号替换更牢也更好记。
error-form-password-long = 密码最多 128 个字符。
error-form-password-common = 这个密码太常见，会被最先试到。请换一个。
error-form-password-is-login = 密码不能和登录名相同。
error-form-label-length = 名称应为 1 到 64 个字符。
error-form-setup-token = 初始设置链接无效或已用过。请在服务器的启动信息里找最新的链接。
error-form-file-empty = 文件是空的。
error-form-file-large = 文件超过 20 MB。
error-form-file-known = 这个文件已经上传过，内容完全相同。
error-form-note-long = 说明最多 2,000 个字。
error-form-unit-unknown = 请选择单位。填报人必须绑定单位。
error-issue-number-known = 文号“{ $number }”已经发布过，同一份文件不能发布两次。

# 办公页面的框架
office-menu = 办公
office-menu-desk = 工作台
office-menu-upload = 上传文件
office-menu-groups = 集合单位
office-menu-accounts = 账号管理
office-menu-account = 我的账号
office-sign-out = 退出
trouble-title = 没有保存，请看下面的原因
trouble-conflict = 有人先改了一步，你的内容还没有保存
trouble-typed = 你填写的内容：
form-optional = （选填）
form-save = 保存
form-cancel = 取消
fault-decimal = 请填数字，例如 120 或 98.5。
fault-whole = 请填整数。
fault-date = 请填日期，例如 2020-12-31。
fault-choose = 请选择一项。
fault-cut = 请选择拆分的位置。
fault-sure = 请先勾选确认。
fault-old-password = 现在的密码不对。

said-read = 文件已读完。请对照原文逐件核对，核对完再发布。
said-nothing-read = 文件已保存，但没有读出清单和大事记。
said-setup = 系统管理员账号已建立。下一步：建立督查人员的账号。
said-accept-done = 已接受。
said-accept-certain-done = 没有疑点的都已接受，余下的请逐件看。
said-remove-done = 已删除。需要时可以在“已删除”里恢复。
said-restore-done = 已恢复原样，等待处理。
said-merge-done = 已合并，请再看一遍。
said-split-done = 已拆成两件，请再看一遍。
said-discard-done = 这份审核稿已作废。
said-saved = 已保存。
said-issued = 已发布。公众现在可以看到，内容不能再改。
said-recorded = 已登记，并写入存证日志。
said-changed = 调整已登记，并写入存证日志。原目标保留在旁边。
said-member-set = 成员已登记。
said-account-made = 账号已建立。请把登录名和初始密码当面告诉本人。
said-account-ended = 账号已停用，登录已全部断开。
said-sessions-ended = 其他登录已全部断开。
said-token-ended = 令牌已吊销。

role-name-administrator = 系统管理员
role-name-supervisor = 督查人员
role-name-appraiser = 考核人员
role-name-head = 单位负责人
role-name-clerk = 填报人
role-name-auditor = 审计人员
role-choice-administrator = 系统管理员：管账号，不碰业务
role-choice-supervisor = 督查人员：上传、审核、发布、登记调整
role-choice-clerk = 填报人：为本单位主办的事项填报
role-choice-head = 单位负责人：看本单位欠什么，审定上报和答复
role-choice-appraiser = 考核人员：拟定考核办法，计算和公布结果
role-choice-auditor = 审计人员：只看，不改
role-note-administrator = 你管理账号。业务内容与公众看到的一样多。
role-note-supervisor = 你可以上传文件、审核读出的内容、发布清单、登记目标调整。
role-note-appraiser = 你可以制定考核办法、评分并听取申辩。
role-note-head = 你可以查看本单位的责任事项，并为方案和报告签字确认。
role-note-clerk = 你可以为本单位主办的事项填报进展。
role-note-auditor = 你可以查看全部审核过程，不能修改。
decision-pending = 待处理
decision-accepted = 已接受
decision-corrected = 已更正
decision-added = 人工添加
decision-removed = 已删除
draft-state-reviewing = 审核中
draft-state-issued = 已发布
draft-state-discarded = 已作废
figure-role-commitment = 承诺的数
figure-role-scale = 工程规模
figure-role-rate = 按人、户、村计
figure-role-part = 分项数
figure-role-implicit = 原文没有数字
comparator-eq = 等于
comparator-ge = 不少于（≥）
comparator-le = 不超过（≤）
comparator-approx = 约（≈）
comparator-range = 区间

# 初始设置与登录
setup-title = 建立第一个账号
setup-lead = 系统里还没有账号。这里建立系统管理员，再由他建立其他人的账号。
setup-go = 建立账号并登录
setup-note = 这个链接只能用一次。系统没有任何默认账号和默认密码。
setup-gone = 这个链接不能用了
setup-gone-note = 链接已经用过，或不是最新的一个。如果还没有任何账号，请在服务器上重新启动，启动信息里有新的链接。
sign-in-title = 办公登录
sign-in-lead = 供督查、填报、审计人员使用。公众查看全部内容不需要登录。
sign-in-password = 密码
sign-in-note = 忘记密码请找系统管理员。连续输错 5 次，账号暂停 15 分钟。
person-login = 登录名
person-login-hint = 2 到 64 个字符，不分大小写，不能有空格。
person-name = 姓名
person-name-hint = 只给同事看，不写入存证日志。
person-password = 密码
person-password-hint = 至少 10 个字符，越长越好；可以用几个不相干的词，也可以粘贴。

# 工作台
desk-hello = { $name }，你好
desk-upload = 上传文件
desk-accounts = 管理账号
desk-waiting = 等待审核
desk-waiting-none = 没有等待审核的文件。上传一份公布的文件，系统会读出清单，由你核对。
desk-progress = 已处理 { $decided } 件，共 { $all } 件
desk-changed = 最后改动 { $when }
desk-tasks = 本单位主办
desk-tasks-none = 本单位没有主办的事项。
desk-task-silent = { $n } 项未报
desk-task-reported = { $n } 项已报
desk-task-total = 共 { $n } 项指标
desk-issued = 已发布
desk-issued-none = 还没有发布任何清单。
desk-issued-at = 发布于 { $when }
desk-closed = 已结束的审核（{ $n }）
desk-you = 当前登录
desk-until = 登录最迟到

# 上传
upload-title = 上传公布的文件
upload-lead = 公报、通知或其中的一份。系统读出清单、单位、目标和大事记，每一项都标出原文位置，由人核对之后才发布。
upload-file = 文件
upload-hint = 纯文本（.txt）、Word（.docx）或有文字层的 PDF，最大 20 MB。扫描件请先做文字识别。
upload-go = 上传并读取
upload-none = 请先选择文件。
upload-sent = 刚才的文件：{ $name }
upload-sending = 正在上传……
upload-working = 正在读取，请稍候……
upload-failed = 没有传成功，请检查网络后再试。选好的文件还在。
upload-then = 接下来
upload-then-1 = 左边是原文，右边是读出的内容，逐件接受、更正、拆分或删除。
upload-then-2 = 全部处理完，看一遍将要固定的内容，确认发布。
upload-then-3 = 发布之后文字和目标不再改动；确有变化，走“调整”，与原目标并列。

# 审核
review-title = 审核读出的内容
review-progress = 审核进度
review-pending = 还有 { $n } 件
review-accept-certain = 接受没有疑点的 { $n } 件
review-heading = 文件信息
review-add = 添加一件
review-issue = 去发布
review-filter = 筛选
review-show-all = 全部 { $n }
review-show-pending = 待处理 { $n }
review-show-removed = 已删除 { $n }
review-items = 各件
review-doubtful = 有疑点
review-rail-none = 这里没有事项。
review-side = 看哪一边
review-side-fields = 读出的内容
review-side-source = 原文
review-source = 原文
review-no-place = 这一件不是从文件里读出来的，没有原文位置。
review-from = 来自第
review-removed-because = 删除原因：
review-doubts = 需要留意
review-none-read = 没有读到
review-none = 无
review-no-figure = 没有数字
review-as-written = 原文“{ $words }”
review-added-by-person = 人工添加
review-changed = 更正之处
review-as-read = 读出
review-now = 现在
review-accept = 接受
review-correct = 更正
review-split = 拆成两件
review-merge = 与第 { $number } 件合并
review-restore = 恢复原样
review-restore-removed = 恢复这一件
review-remove = 删除这一件
review-remove-reason = 为什么删除
review-remove-go = 删除
review-nothing = 没有可看的事项。
review-discard = 作废这份审核稿
review-discard-note = 作废之后不能恢复，要重新上传文件。
review-discard-go = 作废
review-mismatch = 文件说有 { $declared } 件，现在有 { $found } 件。
review-read-only = 你可以查看，不能修改。
review-closed-issued = 已经发布，不能再改。
review-closed-discarded = 已经作废。
field-item-number = 序号
field-item-category = 大项
field-item-title = 标题
field-item-text = 正文
field-item-leads = 主办单位
field-item-co-units = 协办单位
field-item-figures = 目标数字
field-item-deadlines = 时限

# 更正与添加
edit-title = 更正
edit-new = 添加一件
edit-note = 读出的原样会一直保留在旁边，更正不会覆盖它。
edit-no-category = （不归大项）
edit-one-a-line = 一行一个单位。
edit-figure = 第 { $n } 个数字
edit-value = 数值
edit-value-max = 上限（区间）
edit-unit = 单位
edit-what = 数的是什么
edit-per = 按每（人、户、村）
edit-from = 原值（由…到…）
edit-role = 这个数是
edit-remove-row = 去掉这一行
edit-add-figure = 再加一个数字
edit-deadlines-note = 最晚的日期作为目标的截止日期；没有写时限的，按年度末计。
edit-deadline = 第 { $n } 个时限
edit-date = 日期
edit-date-name = 没有日期时的说法（如 Q3）
edit-milestone = 哪一步（如 动工）
edit-quote = 原文
edit-add-deadline = 再加一个时限
edit-drop-note = 勾选表示去掉。
edit-doubts-note = 勾选表示已核对，不再提示。
edit-save = 保存更正
edit-save-new = 添加
split-title = 拆成两件
split-note = 选择第二件从哪里开始。文字不会增减；数字和时限按位置归到前后两件，单位两件都留，多的再删。
split-where = 从哪里断开
split-here = 从这里起是第二件
split-none = 只有一句，不能再拆。
split-first = 第一件的标题
split-second = 第二件的标题
split-number = 第二件的序号
split-go = 拆分
heading-title-page = 文件信息与督办单位
heading-note = 这些内容随清单一起固定。
heading-title = 文件标题
heading-number = 发文字号
heading-issuer = 发文机关
heading-date = 成文日期
heading-year = 年度
heading-kind = 文种
heading-addressees = 主送机关
heading-supervisors = 督办单位
heading-lines-hint = 一行一个。
heading-blank = 没有

# 发布
issue-title = 发布前再看一遍
issue-lead = 确认后，下面这些内容固定下来并向公众公开。
issue-obstacles = 现在还不能发布
issue-pending-too = 另外，这些事项还没有处理：
issue-item = 看第 { $number } 件
issue-back = 回去处理
issue-untestable = 项无法计量
issue-kinds = 指标类型
issue-groups = 集合单位
issue-groups-none = 没有“各街道”这类集合单位。
issue-groups-note = 按文件中出现的单位推定，发布后可以在“集合单位”里按日期修改。
issue-group-empty = 没有推定出成员，请发布后登记。
issue-findings-note = 这些是文件写法的问题，不妨碍发布；会与事项一起公开。
issue-findings-none = 没有发现。
issue-numbers = 第 { $numbers } 件
issue-conflicts-note = 这些督办单位自己承担任务，核实和考核要由别的单位来做。
issue-conflicts-none = 没有督办单位自己承担任务。
issue-warning = 发布之后，文字和目标不能再改，每一件都写入存证日志。确有变化，只能登记“调整”，并与原目标并列公开。
issue-sure = 我已对照原文核对，确认发布
issue-go = 发布
issue-cancel = 再看看

# 台账：填报与调整
ledger-public = 看公开页面
ledger-kind = 类型
ledger-as-written = 原文写法
ledger-record = 填报
ledger-change = 登记调整
ledger-reported = { $value }（截至 { $date }）
ledger-not-lead = 你的单位不是这一件的主办单位，不能填报。
ledger-read-only = 你可以查看，不能填报或调整。
record-value = 数值
record-value-hint = 单位：{ $unit }。填年初以来的累计数，不是本月新增。
record-choose = 请选择
record-as-of = 数据截至日
record-as-of-hint = 这个数说的是截至哪一天的情况。
record-note = 说明
record-note-hint = 怎样算出来的，有什么佐证。会公开，请不要写个人信息。
record-note-public = 填报马上公开，标为“自报”，并写入存证日志，不能撤回；填错了再报一次正确的数，两次都留着。
record-go = 提交填报
change-lead = 只登记已经批准的调整。原目标不会被覆盖，两个目标并列公开。
change-figure = 调整后的目标
change-comparator = 比较方式
change-value = 目标值
change-value-max = 上限（区间）
change-tolerance = 允许误差（约）
change-cut-off = 截止日期
change-decision = 决定
change-decision-hint = 哪个机关、哪次会议、哪份文件，例如：管委会第 12 次主任办公会，济高新管纪〔2020〕12 号。
change-reason = 理由
change-reason-hint = 会公开。
change-go = 登记调整

# 集合单位
groups-lead = 文件里写“各街道”的，是哪几家，从哪天到哪天。
groups-none = 已发布的清单里没有集合单位。
groups-empty = 还没有登记成员。
group-members = 文件成文之日的成员
group-add = 登记成员
group-member = 单位
group-choose = 请选择单位
group-from = 从
group-from-hint = 含当日。
group-to = 到
group-to-hint = 含当日；至今仍是成员的留空。
group-go = 登记

# 账号
accounts-lead = 一人一个账号。离岗的停用，不删除，做过的事都留着。
accounts-all = 全部账号（{ $n }）
account-new = 新建账号
account-new-go = 建立账号
account-role = 角色
account-unit = 单位
account-unit-hint = 填报人必须选；其他角色可以不选。
account-no-unit = （不绑定单位）
account-made = 建立于 { $when }
account-used = 上次登录 { $when }
account-disabled = 已停用
account-disable = 停用
account-disable-note = 马上断开登录，不能再登录。做过的事都留着。
account-disable-go = 停用 { $name }
account-password = 修改密码
account-old-password = 现在的密码
account-new-password = 新密码
account-password-note = 改后所有登录都断开，用新密码重新登录。
account-password-go = 修改密码
account-sessions = 我的登录
account-since = { $when } 登录
account-seen = 最近使用 { $when }
account-sessions-end = 断开其他登录
account-tokens = 接口令牌
account-tokens-note = 给程序用，权限与你的账号相同。
account-token-label = 新令牌的名称
account-token-label-hint = 写明给哪个程序用，方便以后吊销。
account-token-new = 生成令牌
account-token-made = 令牌已生成
account-token-once = 请马上复制保存。离开这一页之后再也看不到它。
account-token-end = 吊销
account-token-end-label = 吊销令牌 { $name }
