"""Walk the whole way of a new rep: lesson, quiz, roleplay, debrief, score. The same steps for every kind of hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.hands import Keys, Mouse

TRANSCRIPTS = Path(__file__).parents[2] / "roleplay" / "transcripts"
FIGURE = re.compile(r"\d")


def best_lines(scenario_id: str) -> list[str]:
    """Read the choices of the best run there is from the scenario's own transcript."""
    text = (TRANSCRIPTS / f"{scenario_id}.best.transcript").read_text(encoding="utf-8")
    return re.findall(r"^> ([\w-]+)", text, flags=re.M)


@dataclass
class Learner:
    """Go the way of a new rep with one page and one kind of hand."""

    page: Page
    hand: Mouse
    language: str
    script: bool = True
    places: list[str] = field(default_factory=list)  # where the customer's card lay, decision by decision

    def arrive(self) -> None:
        """Wait until a page has come, and see that it is in the right language."""
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        expect(self.page.locator("main h1, main h2").first).to_be_visible()
        if isinstance(self.hand, Keys):
            self.hand.focus()

    def sign_in(self) -> None:
        """Step in as the new rep by one press."""
        self.page.goto("/")
        self.arrive()
        self.hand.press(self.page.locator("form:has(input[name=person]) button").first)
        self.page.wait_for_url(re.compile(r"/$"))
        expect(self.page.locator(".menu")).to_be_visible()
        self.arrive()

    def follow_the_next_step(self, kind: str) -> str:
        """Press what the home page offers as the next step; give the id of what it leads to."""
        self.page.goto("/")
        step = self.page.locator("main .btn").first
        address = step.get_attribute("href") or ""
        found = re.fullmatch(rf"/{kind}/([\w-]+)", address)
        assert found, f"the next step is {address}, not one of {kind}"
        self.hand.press(step)
        self.page.wait_for_url(f"**{address}")
        self.arrive()
        return found[1]

    def read_the_lesson(self) -> str:
        """Read a lesson, answer its checks, finish it; give its address."""
        self.follow_the_next_step("lessons")
        address = self.page.url
        checks = self.page.locator("section[data-check]")
        assert checks.count() >= 2
        for number in range(checks.count()):
            box = checks.nth(number)
            options = box.locator("input[name=choice]").count()
            self.hand.mark(box.locator("input[name=choice]").first)
            self.hand.press(box.locator("form button"))
            expect(box.locator("[data-verdict]")).to_be_visible()
            self._see_feedback(box, options)
            if isinstance(self.hand, Keys):
                assert not self.hand.focus()["lost"], "answering has lost the focus"
        ending = self.page.locator("section.ending")
        self.hand.press(ending.locator("form button"))
        self.page.wait_for_url("**#lesson.end")
        expect(ending.locator("form")).to_have_count(0)
        expect(ending.locator(".next-steps a").first).to_be_visible()
        return address

    def _see_feedback(self, box: object, options: int) -> None:
        """See that every option, not only the one chosen, has got its feedback."""
        reasons = box.locator(".answers .why")  # type: ignore[attr-defined]
        expect(reasons).to_have_count(options)
        assert all(words.strip() for words in reasons.all_inner_texts())
        expect(box.locator(".answers .mine")).to_have_count(1)  # type: ignore[attr-defined]

    def take_the_quiz(self) -> int:
        """Answer every question of the quiz, see every feedback, and give the score shown at the end."""
        self.follow_the_next_step("quizzes")
        self.hand.press(self.page.locator("main form button"))
        self.page.wait_for_url("**/attempts/*")
        asked = 0
        while self.page.locator("form[data-question]").count():
            asked += 1
            self.arrive()
            choices = self.page.locator("form[data-question] input[name=choice]")
            options = choices.count()
            if isinstance(self.hand, Keys):
                self.page.keyboard.press(str(options))
                assert choices.nth(options - 1).is_checked()
                self.page.keyboard.press("Enter")
            else:
                self.hand.mark(choices.nth(options - 1))
                self.hand.press(self.page.locator("form[data-question] .act button"))
            self.page.wait_for_url("**/questions/*")
            self._see_feedback(self.page.locator("main"), options)
            self.hand.go_on(self.page.locator("[data-next]"))
            self.page.wait_for_url(re.compile(r"/attempts/\d+$"))
        assert asked >= 8
        self.arrive()
        expect(self.page.locator(".questions li")).to_have_count(asked)
        return int(re.match(r"\d+", self.page.locator(".score").inner_text())[0])  # type: ignore[index]

    def begin_the_roleplay(self, *, words_first: bool = False) -> str:
        """Begin to practise what the home page offers; give the scenario's id."""
        scenario_id = self.follow_the_next_step("roleplay")
        if words_first:
            self.hand.mark(self.page.locator("input[name=say_first]"))
        self.hand.press(self.page.locator("button[name=mode][value=practice]"))
        self.page.wait_for_url("**/runs/*")
        self.arrive()
        return scenario_id

    def see_the_tank(self, *, after_a_line: bool) -> None:
        """See the tank: the customer's card in a lane, and, after a line, what moved, in figures and in words."""
        page = self.page
        if not page.locator("#tank .inside").is_visible():
            assert FIGURE.search(page.locator("#tank .fish").inner_text()), (
                "folded, it says what moved in a line"
            )
            self.hand.press(page.locator("#tank > summary"))
        card = page.locator("#tank .fishcard.focus")
        expect(card).to_be_visible()
        heading = page.locator("#tank .lane:has(.fishcard.focus) h3")
        lane = heading.evaluate("heading => heading.firstChild.textContent.trim()")
        self.places.append(f"{lane} / {card.locator('small').inner_text()}")
        figures = page.locator("#tank .fig")
        expect(figures).to_have_count(3)
        assert all(FIGURE.search(text) for text in figures.locator(".v").all_inner_texts())
        if after_a_line:
            assert "→" in figures.first.locator(".v").inner_text()
        sentences = [text for text in page.locator("#tank .said p").all_inner_texts() if text.strip()]
        assert len(sentences) >= (2 if after_a_line else 1)
        if after_a_line and self.script:
            expect(page.locator("#said")).not_to_be_empty()  # said aloud, too

    def say(self, choice: str, taken: int) -> None:
        """Choose one line, and see the talk go on by it."""
        line = self.page.locator(f"button[name=choice][value={choice}]")
        words = line.locator("span").inner_text().strip()
        self.hand.say(line)
        expect(self.page.locator(".steps i.on")).to_have_count(taken + 1)
        assert words in self.page.locator("#talk").inner_text()
        expect(self.page.locator("#talk .coach")).to_be_visible()
        if isinstance(self.hand, Keys):
            assert not self.hand.focus()["lost"], "choosing has lost the focus"

    def play_to_the_end(self, choices: list[str], *, words_first: bool = False) -> None:
        """Play these lines; the first one is taken back once, and said again."""
        if not words_first:
            self.see_the_tank(after_a_line=False)
        for taken, choice in enumerate(choices, start=1):
            if words_first:
                self._write_first("見積りのほかに、気になる点はありますか。" if taken == 1 else "")
            self.say(choice, taken)
            if taken == 1:
                self.hand.take_back()
                expect(self.page.locator(".steps i.on")).to_have_count(1)
                self.say(choice, 1)
            self.see_the_tank(after_a_line=True)
        assert len(set(self.places)) >= 2, f"the card never moved: {self.places}"
        expect(self.page.locator("button[name=choice]")).to_have_count(0)

    def _write_first(self, words: str) -> None:
        expect(self.page.locator("button[name=choice]")).to_have_count(0)
        form = self.page.locator("form:has(#words)")
        if words:
            self.hand.write(self.page.locator("#words"), words)
            self.hand.press(form.locator("button:not([name])"))
            expect(self.page.locator("#ask .note")).to_contain_text(words)
        else:
            self.hand.press(form.locator("button[name=skip]"))
        expect(self.page.locator("button[name=choice]").first).to_be_visible()

    def look_back(self, decisions: int) -> int:
        """Open the debrief: the truth, the exact bounds, what every line would have done; give the score."""
        page = self.page
        self.hand.press(page.locator("#ask a.btn"))
        page.wait_for_url("**/debrief")
        self.arrive()
        assert len(page.locator(".prose-truth p").first.inner_text()) > 20
        expect(page.locator(".prose-truth dd")).to_have_count(4)
        bounds = [int(n) for n in re.findall(r"-?\d+", page.locator(".verdict p.soft").inner_text())]
        worst, best, raw = bounds[:3]
        score = int(re.match(r"\d+", page.locator(".score").inner_text())[0])  # type: ignore[index]
        assert worst < best and score == round(100 * (raw - worst) / (best - worst))
        expect(page.locator(".moment")).to_have_count(decisions)
        expect(page.locator(".way.chosen")).to_have_count(decisions)
        ways = page.locator(".way")
        for text in ways.locator(".fx").all_inner_texts():
            assert re.search(r"\d+\.\d\d", text), "a line without its figures"
        assert page.locator(".way .inner").count() >= decisions, "the inner voices are told"
        return score

    def see_scores_at_home(self, *scores: int) -> None:
        """See the scores on the home page."""
        self.page.goto("/")
        self.arrive()
        shown = [
            int(re.search(r"\d+", text)[0])
            for text in self.page.locator("main .list .chip.num").all_inner_texts()
        ]  # type: ignore[index]
        assert set(scores) <= set(shown), f"{scores} are not among {shown}"
