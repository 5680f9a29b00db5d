# The API's own page and its refusals.
error-api-path = This part of the address is malformed: { $reason }
error-api-query = A parameter in the address is unknown or out of bounds: { $reason }
error-api-body = The body of the request cannot be understood: { $reason }
error-api-media-type = Only a body of type { $wanted } is accepted here.
error-api-too-large = The body is over the limit of { $max } bytes.
error-api-token-missing = This needs a token. Make one on the page of your account, and send it as the header Authorization: Bearer.
error-api-token-unknown = The token is not valid or was revoked. Make a new one on the page of your account.
error-api-key-missing = The header Idempotency-Key is missing. Use a new key for each new value; repeating a request with the same key records nothing twice.
error-api-key-invalid = An Idempotency-Key is 1 to 64 visible ASCII characters.
error-api-decimal = Field { $field } is not a decimal number. Write 120 or 98.5, without thousands separators, exponent or unit.
