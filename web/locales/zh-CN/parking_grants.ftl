# 月卡、车型和优惠的登记

grants-title = 月卡与优惠
grants-lead = 登记哪些车辆有月卡、按哪类车型计费、享受哪些优惠。减免多少由收费标准规定，这里只登记谁有。
grants-find = 按车牌查找
grants-find-go = 查找
grants-register = 登记册
grants-of = { $plate } 的登记
grants-all = 查看全部登记
grants-none = 没有登记。
grants-older = 更早的登记
grants-new = 新登记
grants-go = 登记
grants-what = 登记什么
grants-what-hint = 只列出收费标准里已有的月卡、车型和优惠。绿牌的新能源优惠和黄牌的大型车收费按车牌颜色自动适用，不必登记。
grants-where = 适用范围
grants-operator = { $name } 的全部停车场
grants-from = 起始日
grants-last = 截止日（含当日）
grants-reason = 理由
grants-reason-hint = 例如“已缴 9 月月租”“残疾人证已核验”。不写姓名、证件号和车牌。
grants-privacy = 车牌加密保存，只用于计费；到期 90 天后删除车牌和理由。登记和终止都进入存证日志，其中没有车牌和理由。已经结束的停车不会因新登记而重新计费。
grants-days = { $from } 至 { $last }
grants-kind-card = 月卡
grants-kind-class = 车型
grants-kind-discount = 优惠
grants-holds = 有效
grants-holds-not = 不在有效期
grants-ended = 已终止
grants-erased = 已到期，车牌已删除
grants-unknown = 现行收费标准里没有这一项，停车不会因此减免。
grants-end = 终止
grants-end-go = 从现在起终止
grants-end-note = 已经结束的停车不受影响。
grants-end-why = 终止理由：
grants-fault-where = 请选择适用范围。
grants-fault-what = 请选择登记什么。

voucher-title = 优惠
voucher-give = 给予优惠
voucher-what = 优惠
voucher-reason = 理由
voucher-go = 给予并重新计费
voucher-note = 停车已结束的，立即按原收费标准重新计费，已付的差额成为多付。
voucher-given = { $at }，{ $name }：{ $reason }
basis-title = 计费依据
basis-class = 按车型“{ $name }”计费
basis-card = 月卡“{ $name }”，{ $from } 至 { $last }
basis-discount = 优惠“{ $name }”
basis-free-used = 当日免费时长已在本场前几次停车中用去 { $minutes } 分钟

said-grant-kept = 已登记。
said-grant-ended = 已终止。
said-voucher-given = 优惠已给予，停车费已重新计算。

history-parking-granted = 登记月卡、车型或优惠
history-parking-grant-ended = 终止月卡、车型或优惠
history-parking-voucher-given = 给予一次停车优惠

error-form-grant-name = 该范围内的收费标准没有这一项，请重新选择。
error-form-grant-days = 请检查日期：截止日不早于起始日和今天，最长三年。
error-form-grant-twice = 这辆车在这些日子已有同样的登记。
error-form-grants-many = 这辆车的登记太多，请先终止不再需要的。
error-form-voucher-name = 这次停车的收费标准没有这项优惠。
error-form-voucher-twice = 这次停车已经有这项优惠。
error-form-reason-plate = 理由里不能写车牌。
