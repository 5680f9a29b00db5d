# 智慧停车

history-parking-lot-put = 停车场登记
history-parking-tariff-put = 收费标准发布
history-parking-device-put = 停车设备登记

error-form-slug = 标识只能用小写字母、数字和其间的单个连字符，最多40个
error-form-place = 经纬度超出范围，应为WGS-84坐标
error-form-counting = 请选择空位的来源
error-form-setting = 请选择停车场类型
error-form-access = 请选择开放对象
error-form-confidence = 置信度应为0至100
error-form-terms = 预约条件无法读取
error-form-bays-many = 一次登记的车位太多，请分批
error-form-bay-code = 车位编号为空或重复
error-form-device-kind = 请选择设备类型
error-form-device-elsewhere = 该设备编号已用于另一停车场
error-form-messages-many = 一次上报的消息太多，每次最多1000条
error-form-count-large = 车辆数过大
error-form-sequence = 序号超出范围
error-form-bay-state = 车位状态应为1空闲、2占用或3停用
error-form-bay-unknown = 该停车场没有这个车位编号
error-form-reason = 请选择原因
error-form-interval = 结束时间应晚于开始时间
