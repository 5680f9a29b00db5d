# 对停车设备的答复
error-form-messages-large = 一次报送的内容超过1 MiB，请分批报送
error-form-message-large = 该条消息超过4 KiB
error-form-message-shape = 该条消息的格式不符合要求：{ $reason }
error-api-device-missing = 需要停车设备的令牌。请将设备编号作为参数 device，将令牌作为请求头 Authorization: Bearer 发送
error-api-device-unknown = 设备编号与令牌不符，或该设备已停用
