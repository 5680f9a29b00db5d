//! The office's provider of identities, and what is said to it by the authorization code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636).
//!
//! Its description and keys are fetched anew for every sign-in: these are rare, and a key that was withdrawn is not
//! trusted for an hour more.

use std::time::Duration;

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, TokenResponse,
};
use shishi_service::ProvenIdentity;
use tokio::sync::Semaphore;

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// Conversations with the provider at once; anybody can begin one, so that they must not take every thread.
const AT_ONCE: usize = 4;
/// An answer of the provider is at most this long.
const ANSWER_BYTES_MAX: u64 = 1 << 20;
/// Where the provider sends people back to, below the public address.
pub(crate) const RETURN: &str = "/office/sign-in/provider/return";

/// The office's provider of identities, and how the site is known there.
pub struct Provider {
    issuer: IssuerUrl,
    client: ClientId,
    secret: ClientSecret,
    back: RedirectUrl,
    /// What the button says it is: 统一身份认证平台.
    pub(crate) name: String,
    turns: Semaphore,
    agent: ureq::Agent,
}

/// How a provider is named to the site.
#[derive(Clone, Debug)]
pub struct ProviderOptions {
    /// Its address, as in its own description.
    pub issuer: String,
    /// The name under which the site is registered there.
    pub client: String,
    /// The secret that goes with it.
    pub secret: String,
    /// What people call it.
    pub name: String,
    /// The address under which the public knows the site.
    pub public_address: String,
}

/// Why a conversation led to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// It did not answer as a provider does.
    #[error("the provider of identities: {0}")]
    Away(String),
    /// It answered, and what it said proves nothing.
    #[error("an identity was not proved: {0}")]
    Unproven(String),
}

/// What the browser keeps while its holder is away at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Errand {
    /// Comes back in the address.
    pub state: String,
    /// Comes back inside the signed proof.
    pub nonce: String,
    /// Shows the provider that the code is used by who asked for it.
    pub verifier: String,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl Provider {
    /// A provider that is not asked anything yet.
    ///
    /// # Errors
    /// In words, when an address is none.
    pub fn new(options: ProviderOptions) -> Result<Self, String> {
        let address = options.public_address.trim_end_matches('/');
        let bad = |what: &str, error: &dyn std::fmt::Display| format!("{what}: {error}");
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Ok(Self {
            issuer: IssuerUrl::new(options.issuer).map_err(|error| bad("issuer", &error))?,
            client: ClientId::new(options.client),
            secret: ClientSecret::new(options.secret),
            back: RedirectUrl::new(format!("{address}{RETURN}")).map_err(|error| bad("public address", &error))?,
            name: options.name,
            turns: Semaphore::new(AT_ONCE),
            agent: agent.into(),
        })
    }

    /// A turn to speak with it; `None` when too many do.
    pub(crate) fn turn(&self) -> Option<tokio::sync::SemaphorePermit<'_>> {
        self.turns.try_acquire().ok()
    }

    /// Where to send the browser, and what it keeps meanwhile.
    pub(crate) fn begin(&self) -> Result<(String, Errand), Fault> {
        let metadata = self.describe()?;
        let client = CoreClient::from_provider_metadata(metadata, self.client.clone(), Some(self.secret.clone()))
            .set_redirect_uri(self.back.clone());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .url();
        let errand = Errand {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
        };
        Ok((address.into(), errand))
    }

    /// The identity that the code stands for.
    pub(crate) fn finish(&self, code: String, errand: &Errand) -> Result<ProvenIdentity, Fault> {
        let metadata = self.describe()?;
        let client = CoreClient::from_provider_metadata(metadata, self.client.clone(), Some(self.secret.clone()))
            .set_redirect_uri(self.back.clone());
        let unproven = |error: &dyn std::fmt::Display| Fault::Unproven(error.to_string());
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| Fault::Away(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(errand.verifier.clone()))
            .request(&|request| self.ask(request))
            .map_err(|error| unproven(&error))?;
        let token = answer
            .id_token()
            .ok_or_else(|| unproven(&"there is no proof in the answer"))?;
        let claims = token
            .claims(&client.id_token_verifier(), &Nonce::new(errand.nonce.clone()))
            .map_err(|error| unproven(&error))?;
        Ok(ProvenIdentity {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
        })
    }

    fn describe(&self) -> Result<CoreProviderMetadata, Fault> {
        CoreProviderMetadata::discover(&self.issuer, &|request| self.ask(request))
            .map_err(|error| Fault::Away(error.to_string()))
    }

    fn ask(&self, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
        let (parts, body) = self.agent.run(request)?.into_parts();
        let body = body.into_with_config().limit(ANSWER_BYTES_MAX).read_to_vec()?;
        Ok(HttpResponse::from_parts(parts, body))
    }
}
