"""The only place that wires concrete parts from settings."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from chatbot.answerability import AnswerabilityJudge
from chatbot.chat import Chat, Ranker
from chatbot.engines import Engine
from chatbot.engines.extractive import ExtractiveEngine
from chatbot.followups import FollowUpReader, FollowUps, RewritingFollowUps
from chatbot.retrieval import HybridRanker
from ingest.collections import ALL, Collections
from ingest.embedding import Embedder
from ingest.embedding_reader import PairReader, open_reader
from ingest.index_local import LocalIndex
from ingest.opening import open_collections, open_embedder, open_index, open_main_of_all
from ingest.settings import Settings

if TYPE_CHECKING:
    from chatbot.chain import CitewellChain, CitewellRetriever


@dataclass(frozen=True)
class Citewell:
    """The assembled application; `chat` asks `index`, or all collections beside it, too."""

    settings: Settings
    embedder: Embedder
    index: LocalIndex
    chat: Chat

    @cached_property
    def collections(self) -> Collections:
        """All collections of the home; who opens one here opens it for all of this process."""
        return open_collections(self.settings, self.embedder, self.index)

    @cached_property
    def chain(self) -> "CitewellChain":
        """The chain as a LangChain Runnable."""
        from chatbot.chain import CitewellChain

        return CitewellChain(self.chat)

    @cached_property
    def retriever(self) -> "CitewellRetriever":
        """The ranking as a LangChain retriever."""
        from chatbot.chain import CitewellRetriever

        return CitewellRetriever(chat=self.chat)


def assemble(settings: Settings, *, create: bool = False) -> Citewell:
    """Open the index (made empty if missing and `create`) and all that answers from it."""
    embedder = open_embedder(settings)
    opened = open_main_of_all if settings.collection == ALL else open_index
    index = opened(settings, embedder, create=create)
    engine = open_engine(settings, embedder)
    chat = Chat(
        index,
        embedder,
        followups=_followups(settings, engine),
        ranker=_ranker(settings),
        judge=AnswerabilityJudge(reader=_reader(settings)),
        engine=engine,
        fallback=ExtractiveEngine(reader=_reader(settings)),
        passages=settings.passages,
        caution=settings.caution,
    )
    citewell = Citewell(settings, embedder, index, chat)
    if settings.collection == ALL:
        chat.index = citewell.collections.all
    return citewell


def _followups(settings: Settings, engine: Engine) -> FollowUpReader:
    if not settings.engine_followups or isinstance(engine, ExtractiveEngine):
        return FollowUps()
    from chatbot.engines.langchain_chat import LangChainChatEngine
    from chatbot.engines.streaming import stream_text

    assert isinstance(engine, LangChainChatEngine)
    model = engine.model
    return RewritingFollowUps(FollowUps(), lambda said: "".join(stream_text(model, said)))


def _reader(settings: Settings) -> PairReader | None:
    return open_reader() if settings.close_reading else None


def _ranker(settings: Settings) -> Ranker:
    if settings.reranker is None:
        return HybridRanker()
    from chatbot.reranking import RerankingRanker
    from ingest.embedding_pairs import load_cross_encoder

    return RerankingRanker(HybridRanker(), load_cross_encoder(settings.reranker))


def open_engine(settings: Settings, embedder: Embedder) -> Engine:
    """Who writes, as the settings name it; SettingsError says what is missing for it."""
    if settings.engine == "extractive":
        return ExtractiveEngine(reader=_reader(settings))
    from chatbot.engines.langchain_chat import open_chat_engine

    return open_chat_engine(
        settings.engine,
        embedder,
        base_url=settings.engine_base_url,
        key=settings.engine_key.get_secret_value() if settings.engine_key else None,
        seconds=settings.engine_seconds,
        context=settings.engine_context,
        unsupported=settings.unsupported,
    )
