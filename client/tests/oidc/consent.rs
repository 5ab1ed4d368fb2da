//! The journey back for consent: what was granted before it is never lost to it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bedrock_auth::network::Http;
use tokio::time::Instant;

use super::idp::{Idp, json, mint, token, tokens};
use super::person::{sign_in, sign_in_within, visit};

struct Stage {
    idp: Idp,
    http: Http,
    nonce: Arc<Mutex<String>>,
}

impl Stage {
    /// No refresh token comes, whatever is asked.
    async fn without_refresh_tokens() -> Self {
        let (idp, nonce) = (Idp::start().await, Arc::new(Mutex::new(String::new())));
        let (url, said) = (idp.url.clone(), nonce.clone());
        idp.script(move |seen| {
            let nonce = said.lock().unwrap().clone();
            let token = || mint(&token(&url).claim("nonce", nonce));
            (seen.path == "/token")
                .then(|| json(&tokens(&token())))
                .flatten()
        });
        let http = Http::from_environment().unwrap();
        Self { idp, http, nonce }
    }

    async fn browse(&self, url: &str) -> String {
        let back = self.idp.approve(url);
        *self.nonce.lock().unwrap() = self.idp.nonce();
        visit(&back).await
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_long_who_is_signed_in_already() {
    let stage = Stage::without_refresh_tokens().await;
    let provider = stage.idp.find(&stage.http).await.unwrap();
    let began = Instant::now();
    let browser = async |url: String| stage.browse(&url).await;
    let (granted, page) = sign_in(&provider, &stage.http, browser).await;
    assert!(page.contains("prompt=consent"), "{page}");
    assert!(granted.unwrap().refresh_token.is_none());
    assert!(began.elapsed() < Duration::from_secs(70));

    // Nor is the next one sent on that way.
    let provider = stage.idp.find(&stage.http).await.unwrap();
    let (granted, page) = sign_in(&provider, &stage.http, browser).await;
    assert!(page.contains("You are signed in"), "{page}");
    assert!(granted.is_ok());
}

#[tokio::test(start_paused = true)]
async fn whoever_came_late_is_not_sent_back() {
    let stage = Stage::without_refresh_tokens().await;
    let provider = stage.idp.find(&stage.http).await.unwrap();
    let within = Duration::from_secs(50);
    let browser = async |url: String| stage.browse(&url).await;
    let (granted, page) = sign_in_within(within, &provider, &stage.http, browser).await;
    assert!(page.contains("You are signed in"), "{page}");
    assert!(granted.is_ok());
}
