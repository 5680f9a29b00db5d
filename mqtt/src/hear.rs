//! From deliveries to answers, beside the threads that answer the network.

use bytes::Bytes;
use shishi_service::parking::Delivered;
use shishi_service::parking_rows::lots::DeviceRow;
use shishi_service::{Service, ServiceError};

/// The device that signs in with a code and a token.
pub(crate) async fn sign_in(service: &Service, login: Option<(String, String)>) -> Result<DeviceRow, ServiceError> {
    let (code, token) = login.ok_or(ServiceError::SignInFailed)?;
    blocking(service, move |service| service.device_by_token(&code, &token)).await
}

/// Takes what a device delivered; all of it is on the disk when this returns.
pub(crate) async fn deliver(
    service: &Service,
    device: &DeviceRow,
    payloads: Vec<Bytes>,
) -> Result<Vec<Delivered>, ServiceError> {
    let device = device.clone();
    blocking(service, move |service| {
        let payloads: Vec<&[u8]> = payloads.iter().map(AsRef::as_ref).collect();
        service.hear_deliveries(&device, &payloads)
    })
    .await
}

/// Takes what the device of a code delivered, for whom the broker vouches.
pub(crate) async fn deliver_for(
    service: &Service,
    code: String,
    payloads: Vec<Bytes>,
) -> Result<Vec<Delivered>, ServiceError> {
    blocking(service, move |service| match service.device_by_code(&code) {
        Ok(device) => {
            let payloads: Vec<&[u8]> = payloads.iter().map(AsRef::as_ref).collect();
            service.hear_deliveries(&device, &payloads)
        }
        // No use in keeping it at the broker: it is told, and gone.
        Err(ServiceError::SignInFailed) => Ok(payloads.iter().map(|_| Err(ServiceError::SignInFailed)).collect()),
        Err(error) => Err(error),
    })
    .await
}

async fn blocking<T: Send + 'static>(
    service: &Service,
    work: impl FnOnce(&Service) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    let service = service.clone();
    match tokio::task::spawn_blocking(move || work(&service)).await {
        Ok(done) => done,
        Err(error) => Err(ServiceError::Internal(format!("a use case stopped: {error}"))),
    }
}
