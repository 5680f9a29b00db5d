//! What may be done with parking.

use crate::permission::actions;

actions! {
    /// Set up lots, bays, devices and tariffs.
    KEEP_PARKING = "parking.keep" [Head Supervisor];
    /// Run the desk: correct passages, count vehicles, answer disputes, cancel bookings.
    RUN_PARKING = "parking.run" [Clerk Head];
    /// Write off what a stay owes.
    WRITE_OFF = "parking.write_off" [Head];
    /// See the desk: boards, work, revenue.
    SEE_PARKING = "parking.see" [Clerk Head Supervisor Auditor];
    /// See who had plates shown, and why.
    SEE_LOOKS = "parking.see_looks" [Auditor Supervisor];
    /// Have a plate shown in full; each look is kept.
    UNSEAL_PLATE = "parking.unseal" [Clerk Head];
}
