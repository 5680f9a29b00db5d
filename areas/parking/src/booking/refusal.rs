//! What a lot refuses: a question that cannot be asked. What can be asked and is answered with no is a
//! [`Rejection`](super::Rejection), which is remembered under the question's id.

use crate::refusal::refusals;
use shishi_kernel::Refusal;

refusals! {
    /// Why a command to a lot is not taken.
    BookingRefusal, BOOKING_CODES {
        /// The start lies before now.
        StartPast {} = "booking.start_past", "the booking would start before now";
        /// The start lies too far ahead.
        StartFar { max: u32 } = "booking.start_far", "a booking starts at most {max} minutes ahead";
        /// The booking is too short.
        Short { min: u32 } = "booking.short", "a booking has at least {min} minutes";
        /// The booking is too long.
        Long { max: u32 } = "booking.long", "a booking has at most {max} minutes";
        /// The bay does not exist, or the lot does not guide to bays.
        BayUnknown { bay: u32 } = "booking.bay_unknown", "the lot has no bay {bay} that can be booked";
        /// The id was used for another question.
        RequestReused {} = "booking.request_reused", "this request id was used for another question";
        /// No such booking.
        Unknown { booking: u64 } = "booking.unknown", "there is no booking {booking}";
        /// The booking is not where this could be done.
        StateWrong { booking: u64 } = "booking.state_wrong", "booking {booking} is not in a state for this";
        /// A change waits already.
        ChangeWaits { booking: u64 } = "booking.change_waits", "a change of booking {booking} waits for its confirmation";
        /// Too near to the start for a change.
        ChangeLate { minutes: u32 } = "booking.change_late", "a booking can be changed until {minutes} minutes before its start";
        /// Too near to the start for the driver to cancel.
        CancelLate { minutes: u32 } = "booking.cancel_late", "a booking can be cancelled until {minutes} minutes before its start";
        /// Nothing is booked for the plate now.
        NothingBooked {} = "booking.nothing_booked", "nothing is booked for this plate now";
        /// The lot remembers as many bookings as it can.
        LotLong { max: usize } = "booking.lot_long", "the lot remembers {max} bookings and can take no more";
    }
}
