"""What can be taken along as a whole: the report and the data package, made once by the functions of the commands."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from impact.words.texts import LANGUAGES, Lang

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

PUBLICATION = "ai-fabriek"
_DAY = (1980, 1, 1, 0, 0, 0)  # of every file in an archive, so that the same content gives the same bytes

Files = Mapping[str, Path]
"""Name of a file -> where it stands."""


@dataclass(frozen=True)
class ReportMade:
    """Build the report in both languages."""

    def done(self, folder: Path) -> Files:
        """Return its documents, and all that `impact report` writes in one archive."""
        from impact.report import build
        from impact.report.pages.publications import publication
        from impact.scenario import Scenario, run

        of = publication(PUBLICATION)
        made = build(of.folder, None, folder / of.name, run(Scenario.load(of.source)))
        documents = {path.name: path for path in made if path.suffix in (".html", ".pdf")}
        archive = archived(folder / of.name, folder / f"{of.name}.zip")
        return {**documents, archive.name: archive}


@dataclass(frozen=True)
class PackageMade:
    """Export the figures of the scenario that the report is about.

    Attributes
    ----------
    lang : of what describes the columns.
    """

    lang: Lang

    def done(self, folder: Path) -> Files:
        """Return the data package as an archive, and the workbook."""
        from impact.report.pages.publications import publication
        from impact.scenario import Scenario, run

        return exported(run(Scenario.load(publication(PUBLICATION).source)), self.lang, folder)


JOBS: Mapping[str, ReportMade | Mapping[Lang, PackageMade]] = MappingProxyType(
    {"report": ReportMade(), "package": {lang: PackageMade(lang) for lang in LANGUAGES}}
)
"""What can be had -> the work that makes it, by language where it has one."""


def job_of(name: str, lang: Lang) -> ReportMade | PackageMade:
    """Return the work that makes what can be had under a name."""
    found = JOBS[name]
    return found if isinstance(found, ReportMade) else found[lang]


def exported(result: ScenarioResult, lang: Lang, folder: Path) -> Files:
    """Return a result as `impact export` writes it: the folder in an archive, and the workbook.

    Parameters
    ----------
    result
        The outcome of a scenario.
    lang
        The language.
    folder
        Where they are written.
    """
    from impact.report.exports.of_result import export_of_result
    from impact.report.exports.package import write_package
    from impact.report.exports.workbook import write_workbook

    export = export_of_result(result, lang)
    package, book = folder / f"{export.name}-{lang}", folder / f"{export.name}-{lang}.xlsx"
    write_package(export, package, lang)
    write_workbook(export, book, lang)
    archive = archived(package, package.with_suffix(".zip"))
    return {archive.name: archive, book.name: book}


def archived(folder: Path, archive: Path) -> Path:
    """Return an archive of all files of a folder, in the order of their names; the same bytes every time."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as held:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                about = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _DAY)
                about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                held.writestr(about, path.read_bytes())
    return archive
