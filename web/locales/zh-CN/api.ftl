# 接口说明页与接口的拒绝原因。
error-api-path = 地址里的这一部分不合格式：{ $reason }
error-api-query = 地址里有不认识的参数，或参数超出范围：{ $reason }
error-api-body = 请求正文读不懂：{ $reason }
error-api-media-type = 这里只接受 { $wanted } 格式的正文。
error-api-too-large = 正文超过 { $max } 字节的上限。
error-api-token-missing = 这个操作需要令牌。请在“我的账号”页生成，放在请求头 Authorization: Bearer 之后。
error-api-token-unknown = 令牌无效或已吊销。请在“我的账号”页重新生成。
error-api-key-missing = 缺少请求头 Idempotency-Key。每报一个新值用一个新键；重发同一请求用同一个键，不会重复登记。
error-api-key-invalid = Idempotency-Key 应为 1 到 64 个可见的 ASCII 字符。
error-api-decimal = 字段 { $field } 不是十进制数。请写成 120 或 98.5，不带千分位、指数和单位。
