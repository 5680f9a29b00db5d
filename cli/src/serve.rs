//! Opening the site.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use clap::Args;
use shishi_service::{Deliver, Service};
use shishi_web::WebOptions;
use shishi_web::shell::provider::{Provider, ProviderOptions};

use crate::mqtt::{Devices, MqttArguments};
use crate::open::DataArguments;
use crate::pdf::PdfArguments;
use crate::post::PostArguments;

/// Arguments of `shishi serve`.
#[derive(Args)]
pub struct ServeArguments {
    #[command(flatten)]
    pub data: DataArguments,
    /// Address to listen on. Put a proxy that ends TLS before any other than loopback.
    #[arg(long, default_value = "127.0.0.1:8080", env = "SHISHI_LISTEN")]
    pub listen: SocketAddr,
    /// The site is reached over HTTPS: cookies are marked secure and browsers are told to stay with HTTPS.
    #[arg(long, env = "SHISHI_HTTPS")]
    pub https: bool,
    /// The address under which the public knows the site.
    #[arg(long, env = "SHISHI_PUBLIC_ADDRESS")]
    pub public_address: Option<String>,
    #[command(flatten)]
    pub provider: ProviderArguments,
    #[command(flatten)]
    pub post: PostArguments,
    #[command(flatten)]
    pub pdf: PdfArguments,
    #[command(flatten)]
    pub mqtt: MqttArguments,
    /// A file with the merchant's settings at payment providers; without it parking fees are paid at the desk.
    #[arg(long, env = "SHISHI_PAYMENTS", requires = "public_address")]
    pub payments: Option<std::path::PathBuf>,
}

/// The office's provider of identities (OpenID Connect); needs the public address, under which people come back.
#[derive(Args)]
pub struct ProviderArguments {
    /// Address of the provider, as in its own description.
    #[arg(
        long,
        env = "SHISHI_OIDC_ISSUER",
        requires = "oidc_client",
        requires = "public_address"
    )]
    pub oidc_issuer: Option<String>,
    /// Name under which this site is registered there.
    #[arg(long, env = "SHISHI_OIDC_CLIENT")]
    pub oidc_client: Option<String>,
    /// The secret that goes with it; the environment keeps it out of the list of processes.
    #[arg(long, env = "SHISHI_OIDC_SECRET", hide_env_values = true, default_value = "")]
    pub oidc_secret: String,
    /// What people call it.
    #[arg(long, env = "SHISHI_OIDC_NAME", default_value = "统一身份认证")]
    pub oidc_name: String,
}

impl ProviderArguments {
    fn provider(&self, public_address: Option<&str>) -> Result<Option<Arc<Provider>>> {
        let (Some(issuer), Some(client), Some(public_address)) = (&self.oidc_issuer, &self.oidc_client, public_address)
        else {
            return Ok(None);
        };
        let provider = Provider::new(ProviderOptions {
            issuer: issuer.clone(),
            client: client.clone(),
            secret: self.oidc_secret.clone(),
            name: self.oidc_name.clone(),
            public_address: public_address.to_owned(),
        });
        let provider = provider.map_err(|words| anyhow!("the provider of identities: {words}"))?;
        Ok(Some(Arc::new(provider)))
    }
}

/// Opens the site over a data folder and prints where it is.
pub fn run(arguments: &ServeArguments) -> Result<()> {
    let service = arguments.data.open(false)?;
    let options = WebOptions {
        secure_cookies: arguments.https,
        public_address: arguments.public_address.clone(),
        provider: (arguments.provider).provider(arguments.public_address.as_deref())?,
        pdf: arguments.pdf.printer()?,
        simulators: None,
    };
    if let (Some(file), Some(address)) = (&arguments.payments, &arguments.public_address) {
        service.set_payments(crate::payments::read(file, address)?);
    }
    // Whom to ask is registered in the office.
    service.set_charging(crate::payments::carry());
    let deliver = arguments.post.deliver(&service, arguments.public_address.as_deref())?;
    let devices = arguments.mqtt.devices(&service)?;
    site(service, arguments.listen, options, devices, deliver, |_| ())
}

/// Listens, prints the address (and the set-up link, while nobody can sign in), and serves until interrupted. Beside it run
/// the publisher of the journal and a worker, whose notices leave by `deliver`.
pub fn site(
    service: Service,
    listen: SocketAddr,
    options: WebOptions,
    devices: Devices,
    deliver: Deliver,
    also: impl FnOnce(SocketAddr),
) -> Result<()> {
    // The PostgreSQL driver blocks on a runtime of its own, which it may not do inside another: whatever asks the store
    // here does so before this one starts, and the last hold on the store is let go after it has ended.
    let publisher = service.start_publisher();
    let worker = service.start_worker(deliver);
    let setup = service.new_setup_token()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?;
        let address = listener.local_addr()?;
        println!("网站 / site: http://{address}/");
        if let Some(token) = setup {
            println!("首次设置（仅一次）/ one-time set-up: http://{address}/office/setup?token={token}");
        }
        devices.hear(&service).await?;
        also(address);
        shishi_web::serve(listener, service.clone(), options, interrupted()).await?;
        Ok(())
    });
    drop(runtime);
    // The job under way is finished, and the last round of the journal published, before the process ends.
    drop(worker);
    drop(publisher);
    outcome
}

async fn interrupted() {
    // Without a handler for the signal, the process simply ends on it.
    let _ = tokio::signal::ctrl_c().await;
}
