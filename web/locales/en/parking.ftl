# Smart parking

history-parking-lot-put = Lot registered
history-parking-tariff-put = Tariff published
history-parking-device-put = Parking device registered

error-form-slug = A short name has a–z, 0–9 and single hyphens within, at most 40.
error-form-place = The coordinates are out of range; give WGS 84.
error-form-counting = Choose where free bays are known from.
error-form-setting = Choose what kind of lot it is.
error-form-access = Choose who may park.
error-form-confidence = A confidence lies between 0 and 100.
error-form-terms = The terms of booking cannot be read.
error-form-bays-many = Too many bays at once; hand them in in parts.
error-form-bay-code = The number of a bay is empty or there twice.
error-form-device-kind = Choose what kind of device it is.
error-form-device-elsewhere = The device belongs to another lot already.
error-form-messages-many = Too many messages at once; send at most 1,000.
error-form-count-large = That is more vehicles than can be.
error-form-sequence = The number is out of range.
error-form-bay-state = The state of a bay is 1 free, 2 taken or 3 closed.
error-form-bay-unknown = The lot has no bay with that number.
error-form-reason = Choose a reason.
error-form-interval = The end has to be later than the start.
