//! A model's terms, accepted in an account's name.

use std::time::Duration;

use crate::execute::Failure;
use crate::model::{AccountName, Readiness, Region};

use super::super::{Done, Performer, Stuck};

const FORM: &str = "Anthropic's use-case form comes first: fill in [use_case] in the plan file";
/// AWS takes minutes: the longer it has taken, the longer it may take.
const SOONEST_LOOK: Duration = Duration::from_secs(20);
const LATEST_LOOK: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(15 * 60);

impl Performer<'_> {
    pub(super) async fn accept_model(
        &self,
        account: &AccountName,
        region: &Region,
        model: &str,
    ) -> Done {
        let object = format!("accept the terms of {model} in {account} ({region})");
        let (_, member) = self.inside(account, &object).await?;
        let stuck = |trouble: crate::aws::Trouble| trouble.stuck(&object);
        if member.readiness(region, model).await.map_err(stuck)? == Readiness::Ready {
            return Ok(Some("they were accepted already".into()));
        }
        let client = member.bedrock(region);
        let offers = member
            .call("bedrock.ListFoundationModelAgreementOffers", || {
                client
                    .list_foundation_model_agreement_offers()
                    .model_id(model)
                    .send()
            })
            .await
            .map_err(stuck)?;
        let Some(offer) = offers.offers.first() else {
            return Err(Stuck::Failed(Failure::new(
                format!("could not {object}: AWS offers none"),
                "see the model's page in the Bedrock console of that account; AWS Marketplace may \
                 not sell it in the account's country",
            )));
        };
        let answer = member
            .call("bedrock.CreateFoundationModelAgreement", || {
                client
                    .create_foundation_model_agreement()
                    .model_id(model)
                    .offer_token(&offer.offer_token)
                    .send()
            })
            .await;
        match answer {
            Ok(_) => {}
            // Asked for before: by an answer that was lost, or from another Region.
            Err(trouble) if trouble.is("ConflictException") => {}
            // AWS knows the account, the model and the offer; what is missing is the form.
            Err(trouble)
                if trouble.is("ResourceNotFoundException") || trouble.is("ValidationException") =>
            {
                return Err(Stuck::Failed(Failure::new(
                    format!("could not {object}: {trouble}"),
                    FORM,
                )));
            }
            Err(trouble) => return Err(stuck(trouble)),
        }
        let mut patience = self.aws.patience(LONGEST);
        loop {
            match member.readiness(region, model).await.map_err(stuck)? {
                Readiness::Ready => return Ok(None),
                Readiness::Refused(why) => {
                    return Err(Stuck::Failed(Failure::new(
                        format!("could not {object}: AWS refused: {why}"),
                        "ask AWS Support about model access in this account",
                    )));
                }
                Readiness::NoAgreement | Readiness::Pending | Readiness::NotOffered => {}
            }
            let pause = (patience.rested() / 4).clamp(SOONEST_LOOK, LATEST_LOOK);
            if patience.is_over() || !patience.rest(pause).await {
                return Err(Stuck::Left("accepted; AWS has not finished".into()));
            }
        }
    }
}
