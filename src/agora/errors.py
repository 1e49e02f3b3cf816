"""Errors of the database as Python exceptions: one class per SQLSTATE of agora's own.

`translated()` turns a psycopg error into its class; the original is the cause. Standard SQLSTATEs stay
psycopg's own: `InvalidParameterValue` (22023) for a bad argument, `InsufficientPrivilege` (42501) for a
missing right. The classes have the names of `agora.error_code`, as psycopg's have those of the conditions.
"""

# ruff: noqa: N818

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import psycopg


class AgoraError(Exception):
    """An error of agora's own: `sqlstate`, `detail`, `hint`, and whether the same call may succeed later."""

    sqlstate: ClassVar[str] = ""
    retryable: ClassVar[bool] = False
    classes: ClassVar[dict[str, type["AgoraError"]]] = {}

    def __init_subclass__(cls) -> None:
        AgoraError.classes[cls.sqlstate] = cls

    def __init__(self, message: str, detail: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.detail = detail
        self.hint = hint

    @property
    def retry_after(self) -> float | None:
        """Seconds after which the same call may succeed, where the error says so."""
        told = re.search(r"\bretry_after=(\d+):(\d\d):(\d\d(?:\.\d+)?)", self.detail or "")
        return int(told[1]) * 3600 + int(told[2]) * 60 + float(told[3]) if told else None

    def __str__(self) -> str:
        return "; ".join(part for part in (self.args[0], self.detail, self.hint) if part)


@contextmanager
def translated() -> Iterator[None]:
    """Raise agora's own errors as their classes."""
    try:
        yield
    except psycopg.Error as error:
        kind = AgoraError.classes.get(error.sqlstate or "")
        if kind is None:
            raise
        diag = error.diag
        raise kind(diag.message_primary or str(error), diag.message_detail, diag.message_hint) from error


def refusal(sqlstate: str, detail: str) -> Exception:
    """The error of a SQLSTATE that a function returned, as of one item of many, instead of raising it."""
    kind = AgoraError.classes.get(sqlstate) or psycopg.errors.lookup(sqlstate)
    return kind((kind.__doc__ or sqlstate).strip(), detail)


# ---- core ------------------------------------------------------------------------------------------------


class UnknownPrincipal(AgoraError):
    """No principal has this id."""

    sqlstate = "ZA001"


class PrincipalSuspended(AgoraError):
    """The principal is suspended and cannot act."""

    sqlstate = "ZA002"


class KeyReused(AgoraError):
    """The idempotency key was used with other arguments."""

    sqlstate = "ZA003"


class NameTaken(AgoraError):
    """A principal of this name exists with other facts."""

    sqlstate = "ZA004"


class AlreadyBound(AgoraError):
    """The login or the principal is bound already."""

    sqlstate = "ZA005"


class UnknownTeam(AgoraError):
    """No team has this id."""

    sqlstate = "ZA006"


class UnknownSetting(AgoraError):
    """No setting has this key."""

    sqlstate = "ZA007"


class UnknownFlag(AgoraError):
    """No feature flag has this name."""

    sqlstate = "ZA008"


class IllegalTransition(AgoraError):
    """The state machine does not list this change of state."""

    sqlstate = "ZA009"


class HistoryImmutable(AgoraError):
    """Recorded facts cannot be changed or removed."""

    sqlstate = "ZA010"


class LeaseHeld(AgoraError):
    """Another holder has the lease."""

    sqlstate = "ZA011"
    retryable = True


class LeaseLost(AgoraError):
    """The lease ended or was taken by another holder."""

    sqlstate = "ZA012"


class UnknownBucket(AgoraError):
    """No token bucket has this name."""

    sqlstate = "ZA013"


class UnknownBreaker(AgoraError):
    """No circuit breaker has this name."""

    sqlstate = "ZA014"


class DryRun(AgoraError):
    """A dry run is over and taken back inside the function that began it; no caller sees it."""

    sqlstate = "ZA015"


# ---- event -----------------------------------------------------------------------------------------------


class UnknownTopic(AgoraError):
    """The topic is not registered."""

    sqlstate = "ZE001"


class UnknownConsumer(AgoraError):
    """No consumer has this name."""

    sqlstate = "ZE002"


class ConsumerExists(AgoraError):
    """A consumer of this name exists with other topics or another owner."""

    sqlstate = "ZE003"


class UnknownEvent(AgoraError):
    """There is no such event, or this consumer was not given it."""

    sqlstate = "ZE004"


class TopicExists(AgoraError):
    """The topic is registered with other facts."""

    sqlstate = "ZE005"


class WorkerReplaced(AgoraError):
    """Another worker joined under this name, or this one left."""

    sqlstate = "ZE006"


class WorkerNeeded(AgoraError):
    """The consumer is shared by workers; only they read from it."""

    sqlstate = "ZE007"


class UnknownLetter(AgoraError):
    """No dead letter of this consumer is of this event."""

    sqlstate = "ZE008"


class UnknownProjection(AgoraError):
    """No projection has this name."""

    sqlstate = "ZE009"


class UnknownMap(AgoraError):
    """No map has this name."""

    sqlstate = "ZE010"


class UnknownWebhook(AgoraError):
    """No webhook has this name."""

    sqlstate = "ZE011"


class WebhookExists(AgoraError):
    """A webhook of this name exists with another address or secret."""

    sqlstate = "ZE012"


# ---- ledger ----------------------------------------------------------------------------------------------


class UnknownAccount(AgoraError):
    """No account has this id."""

    sqlstate = "ZL001"


class InsufficientBalance(AgoraError):
    """The account does not hold what the call would take from it."""

    sqlstate = "ZL002"
    retryable = True


class UnbalancedTransaction(AgoraError):
    """The lines of a transaction do not sum to zero, or a movement is none of those that it has."""

    sqlstate = "ZL003"


class BalanceLimit(AgoraError):
    """The account would hold more than 1e12 tokens."""

    sqlstate = "ZL004"


class UnknownHold(AgoraError):
    """No hold has this id."""

    sqlstate = "ZL005"


class HoldOfAnother(AgoraError):
    """The hold was placed by another principal."""

    sqlstate = "ZL006"


class HoldClosed(AgoraError):
    """The hold was captured or released before."""

    sqlstate = "ZL007"


class HoldExpired(AgoraError):
    """The time of the hold is over."""

    sqlstate = "ZL008"


class HoldExceeded(AgoraError):
    """The capture is more than the hold."""

    sqlstate = "ZL009"


class AccountFrozen(AgoraError):
    """The account is frozen: nothing is paid from it."""

    sqlstate = "ZL010"
    retryable = True


class UnknownTransaction(AgoraError):
    """No transaction has this id."""

    sqlstate = "ZL011"


class AlreadyReversed(AgoraError):
    """The transaction was reversed before."""

    sqlstate = "ZL012"


class NotReversible(AgoraError):
    """The transaction is itself a reversal."""

    sqlstate = "ZL013"


class SupplyLimit(AgoraError):
    """There would be more tokens than ledger.max_supply."""

    sqlstate = "ZL014"
    retryable = True


# ---- model -----------------------------------------------------------------------------------------------


class UnknownModel(AgoraError):
    """No model goes by this reference."""

    sqlstate = "ZP001"


class UnpricedModel(AgoraError):
    """The model has no price for that time."""

    sqlstate = "ZP002"


class PriceExists(AgoraError):
    """A price list of the model begins at that moment."""

    sqlstate = "ZP003"


class PriceOfThePast(AgoraError):
    """Calls of that time were priced; only reprice_calls() changes what they cost."""

    sqlstate = "ZP004"


class UnknownStage(AgoraError):
    """No stage has this name."""

    sqlstate = "ZP005"


class UnknownProvider(AgoraError):
    """No provider has this name."""

    sqlstate = "ZP006"


class UnknownCallCategory(AgoraError):
    """No problem category has this name."""

    sqlstate = "ZP008"


class UnknownBudget(AgoraError):
    """No budget has this id."""

    sqlstate = "ZP010"


class UnknownAuthorization(AgoraError):
    """No authorisation has this id."""

    sqlstate = "ZP011"


class AuthorizationOfAnother(AgoraError):
    """The authorisation was given to another principal."""

    sqlstate = "ZP012"


class AuthorizationClosed(AgoraError):
    """The authorisation was released, or settled with another cost."""

    sqlstate = "ZP013"


class BudgetSlicesFixed(AgoraError):
    """The budget has another number of slices, which stays while it holds."""

    sqlstate = "ZP014"


class SpendingNotReserved(AgoraError):
    """Raised and caught inside authorize_spend(), to undo what it reserved."""

    sqlstate = "ZP015"


class SharesNotWhole(AgoraError):
    """The shares do not sum to one."""

    sqlstate = "ZP050"


class StageWithoutModel(AgoraError):
    """No model was assigned to the stage."""

    sqlstate = "ZP051"


class StagePinned(AgoraError):
    """The stage is pinned: only an operator changes its models."""

    sqlstate = "ZP052"


class UnknownMigration(AgoraError):
    """No migration has this id."""

    sqlstate = "ZP053"


class MigrationInTheWay(AgoraError):
    """A canary runs in the stage, or the same migration is open."""

    sqlstate = "ZP054"
    retryable = True


class MigrationUnproven(AgoraError):
    """The evidence for the candidate does not suffice; an operator may start a canary all the same."""

    sqlstate = "ZP055"


class CandidateIsAssigned(AgoraError):
    """The candidate serves the stage already."""

    sqlstate = "ZP056"


class NoCanary(AgoraError):
    """The migration has no canary."""

    sqlstate = "ZP057"


class MigrationSuperseded(AgoraError):
    """The model that the migration replaces has no longer the largest share."""

    sqlstate = "ZP058"


class UnknownExperiment(AgoraError):
    """No experiment has this name."""

    sqlstate = "ZP060"


class ExperimentExists(AgoraError):
    """Another experiment has this name."""

    sqlstate = "ZP061"


class ExperimentNotRunning(AgoraError):
    """The experiment is not running."""

    sqlstate = "ZP062"


class ObservationDiffers(AgoraError):
    """Another outcome of this run was recorded."""

    sqlstate = "ZP063"


class ObservedByCalls(AgoraError):
    """The runs of the experiment are the calls of its stage."""

    sqlstate = "ZP064"


class InfraCostExists(AgoraError):
    """The infrastructure has another cost from that moment on."""

    sqlstate = "ZP030"


class UnknownCall(AgoraError):
    """The principal recorded no call of this id."""

    sqlstate = "ZP031"


class CallOfAnotherAttempt(AgoraError):
    """The call is counted with another attempt."""

    sqlstate = "ZP032"


class CallsRetired(AgoraError):
    """Calls of that time are past their retention; what they cost stays as it is."""

    sqlstate = "ZP033"


class RangeOpen(AgoraError):
    """A transaction of the range may still commit."""

    sqlstate = "ZL030"
    retryable = True


class UnknownSeal(AgoraError):
    """No seal has this number."""

    sqlstate = "ZL031"


class NotSealed(AgoraError):
    """The transaction is not under a seal yet."""

    sqlstate = "ZL032"
    retryable = True


class InsufficientStake(AgoraError):
    """The stake is less than what the call would take out of it."""

    sqlstate = "ZL020"
    retryable = True


class NothingMatured(AgoraError):
    """No stake that is on its way back has matured."""

    sqlstate = "ZL021"
    retryable = True


class SpendingLimited(AgoraError):
    """What the account may spend is limited."""

    sqlstate = "ZL022"
    retryable = True


# ---- memory ----------------------------------------------------------------------------------------------


class UnknownAttempt(AgoraError):
    """No attempt has this id, or it belongs to another principal."""

    sqlstate = "ZM001"


class AttemptFinished(AgoraError):
    """The attempt was finished before, with another key or other facts."""

    sqlstate = "ZM002"


class ParentMismatch(AgoraError):
    """The attempt to retry is in another correlation or still in progress."""

    sqlstate = "ZM003"


class UnknownCategory(AgoraError):
    """No problem category has this name."""

    sqlstate = "ZM004"


class UnknownTransform(AgoraError):
    """No transform has this id."""

    sqlstate = "ZM005"


class TransformUnusable(AgoraError):
    """The transform is rejected or deprecated."""

    sqlstate = "ZM006"


class TransformBlocked(AgoraError):
    """The transform is blocked and must not be used."""

    sqlstate = "ZM031"


class OwnTransform(AgoraError):
    """A contributor cannot decide about its own transform."""

    sqlstate = "ZM032"


class UseDiffers(AgoraError):
    """This use was recorded before with another outcome."""

    sqlstate = "ZM033"


class NotATemplate(AgoraError):
    """The transform declares no parameters, or its placeholders are not usable."""

    sqlstate = "ZM034"


class AttemptNotRunning(AgoraError):
    """The attempt has ended; nothing can be added to it."""

    sqlstate = "ZM010"


class RedactionRuleExists(AgoraError):
    """Another redaction rule has this name."""

    sqlstate = "ZM011"


class StepRecorded(AgoraError):
    """The step was recorded before, with other facts."""

    sqlstate = "ZM012"


class UnknownRedactionRule(AgoraError):
    """No redaction rule has this name."""

    sqlstate = "ZM013"


class CodeHasSecret(AgoraError):
    """The code carries a secret and is not kept."""

    sqlstate = "ZM014"


# golden states and patterns


class UnknownGoldenState(AgoraError):
    """No golden state has this id."""

    sqlstate = "ZM050"


class OwnGoldenState(AgoraError):
    """Whoever wrote or nominated a golden state cannot approve it."""

    sqlstate = "ZM051"


class AttemptUnfit(AgoraError):
    """The attempt did not succeed, or its quality is too low for an example."""

    sqlstate = "ZM052"


class GoldenStateUnusable(AgoraError):
    """The golden state is not approved."""

    sqlstate = "ZM053"


class SelfReuse(AgoraError):
    """Reuse counts only by others than author and nominator."""

    sqlstate = "ZM054"


class UseRecorded(AgoraError):
    """This use was recorded before, with another outcome."""

    sqlstate = "ZM055"


class AttemptUnfinished(AgoraError):
    """The attempt is still in progress."""

    sqlstate = "ZM056"


class OutcomeContradicted(AgoraError):
    """The attempt did not succeed, so the use in it did not either."""

    sqlstate = "ZM057"


class UnknownPattern(AgoraError):
    """No pattern has this id."""

    sqlstate = "ZM060"


class UnknownPatternVersion(AgoraError):
    """The pattern has no such version."""

    sqlstate = "ZM061"


class TemplateMismatch(AgoraError):
    """The values and the parameters of the template differ."""

    sqlstate = "ZM062"


class TooFewSamples(AgoraError):
    """There are too few verdicts to tune a threshold."""

    sqlstate = "ZM063"


class UnknownReview(AgoraError):
    """No review of patterns has this id."""

    sqlstate = "ZM064"


class ThresholdUnsure(AgoraError):
    """The suggested threshold is not sure enough to be applied."""

    sqlstate = "ZM065"


class UnknownEmbeddingModel(AgoraError):
    """No embedding model has this name, or it is retired."""

    sqlstate = "ZM040"


class EmbeddingModelExists(AgoraError):
    """An embedding model of this name is registered with other facts."""

    sqlstate = "ZM041"


class EmbeddingModelIncomplete(AgoraError):
    """Too few documents have a vector of this model to switch to it."""

    sqlstate = "ZM042"
    retryable = True


class EmbeddingModelActive(AgoraError):
    """The embedding model answers searches and cannot be retired."""

    sqlstate = "ZM043"


class UnknownDocument(AgoraError):
    """No such object can be found by searches."""

    sqlstate = "ZM044"


class UnknownManifest(AgoraError):
    """No manifest has this id, or its retention has ended."""

    sqlstate = "ZM070"


class UnknownRecommendation(AgoraError):
    """The manifest has no item of this number."""

    sqlstate = "ZM071"


# ---- reward ----------------------------------------------------------------------------------------------


class NoPolicy(AgoraError):
    """No reward policy of this kind is in force."""

    sqlstate = "ZR001"


class NothingWithheld(AgoraError):
    """No such reward is waiting to be paid."""

    sqlstate = "ZR002"


class RewardsOff(AgoraError):
    """Rewards are off for this principal."""

    sqlstate = "ZR003"
    retryable = True


class UnknownReward(AgoraError):
    """No reward has this transaction or calculation, or it is somebody else's."""

    sqlstate = "ZR004"


class PolicyForm(AgoraError):
    """The policy does not have the form of the one before it."""

    sqlstate = "ZR020"


class PolicyStep(AgoraError):
    """The policy changes a number further than one step may."""

    sqlstate = "ZR021"


class PolicyGap(AgoraError):
    """The policy follows the one before it too soon."""

    sqlstate = "ZR022"


class PolicyNotice(AgoraError):
    """The policy is not announced long enough before it holds."""

    sqlstate = "ZR023"


class ProposalNotNeeded(AgoraError):
    """The proposal changes nothing, or another of its kind is open."""

    sqlstate = "ZR024"


class UnknownProposal(AgoraError):
    """No proposal has this id."""

    sqlstate = "ZR025"


class ProposalClosed(AgoraError):
    """The proposal was adopted or withdrawn, or its time is over."""

    sqlstate = "ZR026"


class OwnProposal(AgoraError):
    """Nobody approves their own proposal."""

    sqlstate = "ZR027"


class RewardsHeld(AgoraError):
    """Rewards wait while the supply is frozen or the contributor is under review."""

    sqlstate = "ZR028"
    retryable = True


class OwnUse(AgoraError):
    """What helped oneself, or what one owns, earns nothing."""

    sqlstate = "ZR029"


class UnknownDispute(AgoraError):
    """No dispute has this id."""

    sqlstate = "ZR030"


class NotAParty(AgoraError):
    """Only a party of the transaction or an operator may do this."""

    sqlstate = "ZR031"


class AlreadyDisputed(AgoraError):
    """The transaction is disputed already."""

    sqlstate = "ZR032"


class DisputeTimeOver(AgoraError):
    """The time for this dispute is over."""

    sqlstate = "ZR033"


class DisputeDecided(AgoraError):
    """The dispute is decided."""

    sqlstate = "ZR034"


class OwnDispute(AgoraError):
    """Nobody decides their own dispute."""

    sqlstate = "ZR035"


class NothingToSettle(AgoraError):
    """The dispute leaves nothing owed that could be taken back now."""

    sqlstate = "ZR039"
    retryable = True


class UnknownLever(AgoraError):
    """No lever has this name."""

    sqlstate = "ZR036"


class SurveyAnswered(AgoraError):
    """The survey was answered before, with other answers."""

    sqlstate = "ZR038"


# ---- work: agents ------------------------------------------------------------------------------------------


class MessageTooLarge(AgoraError):
    """The message is missing or has more bytes than work.message_bytes."""

    sqlstate = "ZW040"


class UnknownKey(AgoraError):
    """No public key has this name."""

    sqlstate = "ZW041"


class KeyNotValid(AgoraError):
    """The key is not valid yet, or no longer."""

    sqlstate = "ZW042"


class KeyRevoked(AgoraError):
    """The key was revoked."""

    sqlstate = "ZW043"


class BadSignature(AgoraError):
    """The signature is not that of these bytes by this key."""

    sqlstate = "ZW044"


class BadEnvelope(AgoraError):
    """What was signed is not an envelope."""

    sqlstate = "ZW045"


class SenderMismatch(AgoraError):
    """The sender is not the owner of the key."""

    sqlstate = "ZW046"


class MessageStale(AgoraError):
    """The message was issued too long ago, or in the future."""

    sqlstate = "ZW047"


class NonceUsed(AgoraError):
    """The sender used this nonce before."""

    sqlstate = "ZW048"


class SequenceBehind(AgoraError):
    """The sequence number of the conversation does not grow."""

    sqlstate = "ZW049"


class ActionNotAllowed(AgoraError):
    """Messages may not ask for this action."""

    sqlstate = "ZW050"


class ContentMismatch(AgoraError):
    """The content does not fit the arguments of the action."""

    sqlstate = "ZW051"


class KeyTaken(AgoraError):
    """The name or the key is taken, with other facts."""

    sqlstate = "ZW052"


# ---- work ------------------------------------------------------------------------------------------------


class UnknownTask(AgoraError):
    """No task has this id or code."""

    sqlstate = "ZW001"


class UnknownAgent(AgoraError):
    """The principal is not registered for work."""

    sqlstate = "ZW002"


class CodeTaken(AgoraError):
    """A task with this code exists."""

    sqlstate = "ZW003"


class MayNotClaim(AgoraError):
    """The agent may not claim this task."""

    sqlstate = "ZW004"


class ClaimLost(AgoraError):
    """The claim is over: its lease or time ended, or a later claim took its place."""

    sqlstate = "ZW005"


class ClaimOfAnother(AgoraError):
    """Another agent holds the task under this epoch."""

    sqlstate = "ZW006"


class TaskClosed(AgoraError):
    """The task is completed, failed or cancelled."""

    sqlstate = "ZW007"


class DependencyCycle(AgoraError):
    """The task would wait for itself."""

    sqlstate = "ZW008"


class TaskClaimed(AgoraError):
    """The task is being worked on, and this can change only before."""

    sqlstate = "ZW009"
    retryable = True


class UnknownMessage(AgoraError):
    """No message of the actor has this id."""

    sqlstate = "ZW080"


class InboxFull(AgoraError):
    """Too many messages of this sender are unread."""

    sqlstate = "ZW081"
    retryable = True


class UnknownBlocker(AgoraError):
    """No blocker has this id."""

    sqlstate = "ZW082"


class UnknownEscalation(AgoraError):
    """No escalation has this id."""

    sqlstate = "ZW083"


class MatterClosed(AgoraError):
    """The blocker, help or escalation is closed."""

    sqlstate = "ZW084"


class ReportQuota(AgoraError):
    """The agent has reported and escalated as often as it may in an hour."""

    sqlstate = "ZW085"
    retryable = True


class EnoughHelpers(AgoraError):
    """As many agents help with this task as may."""

    sqlstate = "ZW086"
    retryable = True


class CannotHelp(AgoraError):
    """The agent does not qualify as a helper with this blocker."""

    sqlstate = "ZW087"


class UnknownHelp(AgoraError):
    """No help has this id."""

    sqlstate = "ZW088"


class CapabilityTaken(AgoraError):
    """The capability exists with other facts."""

    sqlstate = "ZW053"


class UnknownCapability(AgoraError):
    """No capability has this code."""

    sqlstate = "ZW054"


class BadManifest(AgoraError):
    """What was signed is not a manifest."""

    sqlstate = "ZW055"


class SensitiveCapability(AgoraError):
    """Only an operator gives this capability."""

    sqlstate = "ZW056"


class SignerNotAllowed(AgoraError):
    """The key may not sign for this agent."""

    sqlstate = "ZW057"


class ManifestNotNewer(AgoraError):
    """The manifest was taken before, or a newer one was."""

    sqlstate = "ZW058"


class NoProfile(AgoraError):
    """The agent has no profile, or nobody vouches for anything in it."""

    sqlstate = "ZW059"


# ---- pipeline ---------------------------------------------------------------------------------------------


class UnknownRun(AgoraError):
    """No generation run has this id."""

    sqlstate = "ZG001"


class RunOfAnother(AgoraError):
    """The generation run is another principal's."""

    sqlstate = "ZG002"


class RunClosed(AgoraError):
    """The generation run has ended."""

    sqlstate = "ZG003"


class UnknownMode(AgoraError):
    """No mode of generation runs has this name."""

    sqlstate = "ZG004"


class UnknownRunStage(AgoraError):
    """Generation runs have no stage of this name."""

    sqlstate = "ZG005"


class UnknownGate(AgoraError):
    """No gate has this number."""

    sqlstate = "ZG006"


class RunBlocked(AgoraError):
    """A blocking gate failed, so the run cannot succeed."""

    sqlstate = "ZG007"


class RunIncomplete(AgoraError):
    """Stages are open or failed, so the run cannot succeed."""

    sqlstate = "ZG008"


class CorrelationInUse(AgoraError):
    """The principal has another run with this correlation."""

    sqlstate = "ZG009"


class UnknownRunCall(AgoraError):
    """The run's principal has no call of this id."""

    sqlstate = "ZG010"


class CallOfAnotherRun(AgoraError):
    """The call belongs to another run."""

    sqlstate = "ZG011"


class GateExists(AgoraError):
    """A gate of this number exists with other facts."""

    sqlstate = "ZG012"


class UnknownArtefact(AgoraError):
    """No artefact has this id."""

    sqlstate = "ZG013"


class UnknownRunAttempt(AgoraError):
    """The principal has no attempt of this id."""

    sqlstate = "ZG014"


class UnknownRelease(AgoraError):
    """No release of a component has this id."""

    sqlstate = "ZG020"


class ReleaseExists(AgoraError):
    """The version of the component was proposed with another run, or another note."""

    sqlstate = "ZG021"


class RunNotSuccessful(AgoraError):
    """Only what a successful run made can be released."""

    sqlstate = "ZG022"


class OwnRelease(AgoraError):
    """Nobody decides about a release that they made or proposed."""

    sqlstate = "ZG023"


class BudgetUsedUp(AgoraError):
    """The breaker opened for want of budget, and there is none yet."""

    sqlstate = "ZW060"


class AgentHalted(AgoraError):
    """The breaker of the agent is open."""

    sqlstate = "ZW061"


class CredentialEnded(AgoraError):
    """The credential is unknown, revoked, expired or used up."""

    sqlstate = "ZW062"


class UnknownRequest(AgoraError):
    """No request has this id."""

    sqlstate = "ZW100"


class RequestClosed(AgoraError):
    """The request has ended."""

    sqlstate = "ZW101"


class RequestLost(AgoraError):
    """Another worker holds the request, or the lease is over."""

    sqlstate = "ZW102"


class NotRunnable(AgoraError):
    """The transform is blocked, or not Python."""

    sqlstate = "ZW103"


class TooManyRequests(AgoraError):
    """Too many requests of this principal are open, or were denied within an hour."""

    sqlstate = "ZW104"
    retryable = True


class UnknownPermission(AgoraError):
    """No command, server or route that holds has this name."""

    sqlstate = "ZW105"


class MessageRate(AgoraError):
    """The sender had as many messages taken in a second as it may."""

    sqlstate = "ZW090"
    retryable = True


class ClaimTooSoon(AgoraError):
    """The agent has to pause between claims."""

    sqlstate = "ZW095"
    retryable = True


class UnknownEnvironment(AgoraError):
    """No policy is for this environment."""

    sqlstate = "ZW900"
