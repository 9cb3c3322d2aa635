"""What an editor and `charter lsp` say to each other (Language Server Protocol): the only door to pygls.

The editor sends the whole text with each change. Parts would be less to send, but how they are put together depends on
where a line ends, and YAML, Python and the protocol do not agree on that.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar, cast

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.uris import from_fs_path, to_fs_path

from charter_cli import __version__
from charter_cli.cli.desk import Desk
from charter_cli.cli.find import is_declaration
from charter_cli.cli.messages import Messages
from charter_cli.cli.output import say
from charter_cli.cli.positions import MARK, Positions
from charter_cli.cli.quick_fixes import Offer, offers
from charter_cli.model.report import Report
from charter_cli.read.declarations import STANDARD_INPUT
from charter_cli.render.diagnostics import Diagnostic, diagnostics
from charter_cli.render.extent import Extent
from charter_cli.render.hover import hover, pointed_at

Answer = TypeVar("Answer")

DELAY = 0.2
"""Seconds without a change before a text is judged, so that nobody types against the judging."""
SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}


class Judged(NamedTuple):
    """A version of a text, as it was judged."""

    version: int | None
    content: bytes
    report: Report
    positions: Positions
    shown: list[Diagnostic]


def serve(desk: Desk) -> int:
    """Talk to the editor until it ends the server or is gone, and return the exit code.

    As the protocol asks, it is 1 for an editor that ends the server without shutting it down first; and so it is where
    the thread is lost.
    """
    gc.enable()
    for name in (signal.SIGTERM, signal.SIGINT):
        # Nothing is half-written here, and leaving in order would wait for the editor's next message.
        signal.signal(name, signal.SIG_DFL)
    if not os.environ.get("CHARTER_DEBUG"):
        logging.disable(logging.CRITICAL)
    messages, out = Messages(sys.stdin.buffer), sys.stdout.buffer
    server = Server(desk)
    with redirect_stdout(sys.stderr):
        server.start_io(cast("BinaryIO", messages), out)
    if messages.lost:
        say(desk.view.words("lsp.lost"))
        return 1
    return server.code


class Protocol(LanguageServerProtocol):
    """The protocol, in which a question that makes no sense gets an answer too: that it makes none."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return a message, or answer it where it is a question and cannot be understood."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            asked = data.get("id")
            if "method" in data and isinstance(asked, int | str):
                self._send_response(asked, error=error.to_response_error())
            raise


class Server(LanguageServer):
    """Shows what the desk says of each open declaration."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            "charter",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Protocol,
        )
        self.desk = desk
        self.asked_to_end, self.code = False, 0
        self.opened: dict[str, Judged | None] = {}
        self.waiting: dict[str, asyncio.TimerHandle] = {}
        self.wrong: list[str] = []
        self.told: set[str] = set()
        _listen(self)

    # What the editor tells.

    def begin(self, folder: str | None) -> None:
        """Work in the folder that the editor has opened, as a command that is run there does."""
        if folder and Path(folder).is_dir():
            os.chdir(folder)

    def set_up(self) -> None:
        """Read the settings and charters, and tell what is wrong with them, once."""
        said = self.desk.set_up()
        for text in said:
            if text not in self.wrong:
                self.window_show_message(types.ShowMessageParams(types.MessageType.Error, text))
        self.wrong = said

    def open(self, uri: str) -> None:
        """Judge a document that was opened."""
        self.opened[uri] = None
        self.show(uri)

    def change(self, uri: str) -> None:
        """Judge a document when nothing has changed in it for a short while."""
        self._stop_waiting(uri)
        self.waiting[uri] = asyncio.get_running_loop().call_later(DELAY, self.show, uri)

    def save(self, uri: str) -> None:
        """Judge all that is open again: documents, decisions, or, with another file, the rules may have changed."""
        if self.desk.rules is None or self.judged(uri) is None:
            self.set_up()
        for other in self.opened:
            self.opened[other] = None
            self.show(other)

    def close(self, uri: str) -> None:
        """Forget a document, and take away what was shown of it."""
        self._stop_waiting(uri)
        self.opened.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def show(self, uri: str) -> None:
        """Send the diagnostics of a document as it is now; none for one that is no declaration."""
        self._stop_waiting(uri)
        version = self.workspace.get_text_document(uri).version
        nothing = list[types.Diagnostic]()
        shown = self.safely(lambda: self._shown(uri), nothing)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, version))

    # What the editor asks.

    def hover(self, uri: str, at: types.Position) -> types.Hover | None:
        """Say what is known of the fact at a position."""
        judged = self.judged(uri)
        document = judged.report.declaration.document if judged else None
        if judged is None or document is None:
            return None
        pointer = pointed_at(document, judged.positions.place((at.line, at.character)))
        text = hover(self.desk.view.words, pointer, judged.report) if pointer else ""
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    def actions(self, uri: str, over: types.Range) -> list[types.CodeAction]:
        """Offer what can be changed on some lines."""
        judged = self.judged(uri)
        if judged is None:
            return []
        touched = [
            one
            for one in judged.shown
            if over.start.line <= judged.positions.at(one.extent.line, one.extent.column)[0] <= over.end.line
        ]
        found = offers(judged.report, judged.content, touched, self.desk.view.words)
        return [self._action(one, judged, uri) for one in found]

    def judged(self, uri: str) -> Judged | None:
        """Return an open document as it is now, judged, or None for one that is no declaration."""
        if uri not in self.opened:
            return None
        document, known = self.workspace.get_text_document(uri), self.opened[uri]
        if known is None or known.version != document.version:
            known = self.opened[uri] = self._judge(uri, document.source, document.version)
        return known

    def _judge(self, uri: str, text: str, version: int | None) -> Judged | None:
        path = to_fs_path(uri)
        content = text.encode("utf-8", "surrogatepass")
        name = Path(path).name if path else ""
        if (path is None and not uri.startswith("untitled:")) or not is_declaration(
            name, content.removeprefix(MARK.encode())
        ):
            return None
        report = self.desk.judge(path or STANDARD_INPUT, content)
        encoding = types.PositionEncodingKind(self.server_capabilities.position_encoding or "utf-16")
        positions = Positions(text, encoding.value)
        return Judged(version, content, report, positions, diagnostics(report, self.desk.view))

    # In the words of the protocol.

    def _shown(self, uri: str) -> list[types.Diagnostic]:
        judged = self.judged(uri)
        return [self._diagnostic(one, judged, uri) for one in judged.shown] if judged else []

    def _diagnostic(self, one: Diagnostic, judged: Judged, uri: str) -> types.Diagnostic:
        related = [
            types.DiagnosticRelatedInformation(
                types.Location(*self._place(there.path, there.extent, judged, uri)), there.text
            )
            for there in one.related
        ]
        known = get_capability(
            self.client_capabilities, "text_document.publish_diagnostics.related_information", default=False
        )
        return types.Diagnostic(
            range=_range(one.extent, judged.positions),
            message=one.message if known else one.told_whole(self.desk.view.words),
            severity=SEVERITIES[one.severity],
            code=one.code,
            source="charter",
            related_information=related if known and related else None,
            data={"kind": one.kind, "pointer": one.pointer, "fingerprint": one.fingerprint},
        )

    def _place(self, path: str, extent: Extent, judged: Judged, uri: str) -> tuple[str, types.Range]:
        """Return where a place is; those of other files are counted in characters, because their text is not here."""
        if path == judged.report.declaration.path:
            return uri, _range(extent, judged.positions)
        line, first, last = extent.line - 1, extent.column - 1, extent.end_column - 1
        there = types.Range(types.Position(line, first), types.Position(line, last))
        return from_fs_path(str(Path(path).absolute())) or uri, there

    def _action(self, offer: Offer, judged: Judged, uri: str) -> types.CodeAction:
        start, end = judged.positions.of(offer.edit.start), judged.positions.of(offer.edit.end)
        edit = types.TextEdit(types.Range(types.Position(*start), types.Position(*end)), offer.edit.text)
        if get_capability(self.client_capabilities, "workspace.workspace_edit.document_changes", default=False):
            document = types.OptionalVersionedTextDocumentIdentifier(uri, judged.version)
            change = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [edit])])
        else:
            change = types.WorkspaceEdit(changes={uri: [edit]})
        return types.CodeAction(
            title=offer.title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[self._diagnostic(offer.settles, judged, uri)],
            is_preferred=offer.sure,
            edit=change,
        )

    # When something goes wrong.

    def safely(self, step: Callable[[], Answer], otherwise: Answer) -> Answer:
        """Take a step; tell an internal error once, and go on."""
        try:
            return step()
        except Exception as error:  # noqa: BLE001 (an editor needs a server that goes on)
            self.report_server_error(error)
            return otherwise

    def report_server_error(self, error: Exception, source: object = None) -> None:
        """Tell an error of ours, or a message that cannot be understood, once."""
        _ = source
        if os.environ.get("CHARTER_DEBUG"):
            traceback.print_exception(error)
        text = self.desk.view.words("lsp.error", reason=f"{type(error).__name__}: {error}")
        if text not in self.told:
            self.told.add(text)
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, text))

    def _stop_waiting(self, uri: str) -> None:
        if timer := self.waiting.pop(uri, None):
            timer.cancel()


def _range(extent: Extent, positions: Positions) -> types.Range:
    start, end = positions.at(extent.line, extent.column), positions.at(extent.line, extent.end_column)
    return types.Range(types.Position(*start), types.Position(*end))


def _listen(server: Server) -> None:
    """Tell the protocol what is done with each message."""

    @server.feature(types.INITIALIZE)
    def _(params: types.InitializeParams) -> None:
        folders = params.workspace_folders or ()
        server.begin(next((to_fs_path(one.uri) for one in folders), server.workspace.root_path))
        server.safely(server.set_up, None)

    @server.feature(types.SHUTDOWN)
    def _(_: None) -> None:
        server.asked_to_end = True

    @server.feature(types.EXIT)
    def _(_: None) -> None:
        server.code = 0 if server.asked_to_end else 1

    def told(message: str, step: Callable[[str], None]) -> None:
        @server.feature(message)
        def _(params: types.DidOpenTextDocumentParams) -> None:  # or of another kind, with the same key
            server.safely(lambda: step(params.text_document.uri), None)

    told(types.TEXT_DOCUMENT_DID_OPEN, server.open)
    told(types.TEXT_DOCUMENT_DID_CHANGE, server.change)
    told(types.TEXT_DOCUMENT_DID_SAVE, server.save)
    told(types.TEXT_DOCUMENT_DID_CLOSE, server.close)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _(params: types.HoverParams) -> types.Hover | None:
        return server.safely(lambda: server.hover(params.text_document.uri, params.position), None)

    quick_fix = types.CodeActionKind.QuickFix

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[quick_fix]))
    def _(params: types.CodeActionParams) -> list[types.CodeAction]:
        if params.context.only is not None and quick_fix not in params.context.only:
            return []
        return server.safely(lambda: server.actions(params.text_document.uri, params.range), [])
