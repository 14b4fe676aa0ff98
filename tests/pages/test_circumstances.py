"""Pages as some readers have them: their own colours, no motion, on paper, without scripts, from a file, offline."""

import io

from findings import told
from PIL import Image, ImageChops

OWN_TYPE = "[...document.fonts].some(face => face.status === 'loaded')"


def _drawn(tab) -> Image.Image:
    """The whole page as a grey picture."""
    return Image.open(io.BytesIO(tab.screenshot(full_page=True))).convert("L")


def _ink(picture: Image.Image, box: list[float]) -> float:
    """The share of a drawing that stands out from what is around it (the commonest grey), by a tenth of the scale."""
    part = picture.crop(tuple(map(int, box)))
    counts = part.histogram()
    ground = Image.new("L", part.size, counts.index(max(counts)))
    differs = ImageChops.difference(part, ground).point(lambda grey: 255 if grey > 26 else 0)
    return differs.histogram()[255] / (part.width * part.height)


def _lost(tab, usual: Image.Image) -> list[str]:
    """Words too faint to read and drawings of which little is left, against the page as it usually looks."""
    found = [f"faint: {line}" for line in tab.evaluate("look.faint(4.5)")]
    forced = _drawn(tab)
    for drawing in tab.evaluate("look.pictures()"):
        was, left = _ink(usual, drawing["box"]), _ink(forced, drawing["box"])
        if left < 0.6 * was or not was:
            found.append(f"{drawing['name']}: {left:.1%} of {was:.1%} is left")
    return found


def test_a_readers_own_colours_leave_text_and_drawings_to_be_seen(each_page):
    found = []
    for page, tab in each_page():
        usual = _drawn(tab)
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme, forced_colors="active")
            found += [(f"{page}, {scheme}", line) for line in _lost(tab, usual)]
    assert not found, told(found)


def test_nothing_moves_for_a_reader_who_wants_no_motion(each_page):
    found = [
        (page, line)
        for page, tab in each_page(reduced_motion="reduce")
        for line in tab.evaluate("look.moving()")
    ]
    assert not found, told(found)


def _amiss_on_paper(tab) -> list[str]:
    """What is printed and should not be, and what should be seen on paper and is not."""
    questions = ("shown('nav, .skip, form, input, select, button')", "unkept()", "unreadableOnPaper()")
    found = [f"{question}: {line}" for question in questions for line in tab.evaluate(f"look.{question}")]
    return [*found, "printed dark"] if tab.evaluate("look.darkPaper()") else found


def test_a_printed_page_has_its_charts_and_no_navigation(each_page):
    found = []
    for page, tab in each_page():
        for scheme in ("light", "dark"):
            tab.emulate_media(media="print", color_scheme=scheme)
            found += [(f"{page}, {scheme}", line) for line in _amiss_on_paper(tab)]
    assert not found, told(found)


def test_without_scripts_everything_is_there_and_nothing_does_nothing(each_page):
    said = {str(page): tab.evaluate("look.said()") for page, tab in each_page()}
    found = []
    for page, tab in each_page(java_script_enabled=False):
        found += [(page, f"does nothing: {line}") for line in tab.evaluate("look.idle()")]
        missing = set(said[str(page)].split()) - set(tab.evaluate("look.said()").split())
        found += [(page, f"only with scripts: {' '.join(sorted(missing))}")] if missing else []
    assert not found, told(found)


def _heard(tab) -> list[str]:
    """What the browser asks for, beyond files, and what it complains of; grows as pages are opened."""
    heard = []

    def ask(request):
        if not request.url.startswith(("file:", "data:")):
            heard.append(f"asks for {request.url}")

    def complain(message):
        if message.type in ("error", "warning"):
            heard.append(f"complains: {message.text}")

    tab.on("request", ask)
    tab.on("console", complain)
    tab.on("requestfailed", lambda request: heard.append(f"cannot have {request.url}"))
    tab.on("pageerror", lambda error: heard.append(f"fails: {error}"))
    return heard


def test_every_page_opens_from_a_file_offline_in_its_own_type_and_without_complaint(opened, published):
    found = []
    with opened() as tab:
        heard = _heard(tab)
        for page in published.pages:
            tab.goto(page.file.as_uri(), wait_until="load")
            tab.wait_for_function("document.fonts.status === 'loaded'")
            found += [(page, line) for line in heard]
            heard.clear()
            # 404.html is shown under any address, so it can name no other file.
            if page.kind != "404" and not tab.evaluate(OWN_TYPE):
                found.append((page, "no face of the type is loaded"))
    assert not found, told(found)
