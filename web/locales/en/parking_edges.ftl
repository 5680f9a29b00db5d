# What parking devices are told
error-form-messages-large = The delivery is larger than 1 MiB; send it in parts.
error-form-message-large = The message is longer than 4 KiB.
error-form-message-shape = The message is not of the shape that is asked for: { $reason }
error-api-device-missing = This needs the token of a parking device. Send its code as the parameter device and its token as the header Authorization: Bearer.
error-api-device-unknown = No parking device has this code and token, or it is not listened to.
