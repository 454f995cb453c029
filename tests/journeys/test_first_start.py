"""From the first start to the first photo that is found."""

from pathlib import Path

from support.desktop.accessibility import State
from support.desktop.person import person
from support.desktop.screen import Screen


def test_from_the_first_start_to_the_first_hit(screen: Screen, photos: Path, tmp_path: Path):
    with person(screen, tmp_path / "data") as somebody:
        somebody.see("label", "Find your photos by what is in them")
        somebody.click("push button", "Add a folder of photos")
        somebody.add_folder(photos)
        somebody.see("label", "24 photos")
        somebody.see_settled()
        somebody.press("ctrl+f")
        somebody.see_focus("text", "Search photos")
        somebody.write("a cat")
        somebody.press("Return")
        somebody.see("push button", "Clear the search")

        def best_is_a_cat() -> bool:
            # Two clicks on one place might be a double click, which opens the photo.
            somebody.hands.click(somebody.photo(1).middle)
            somebody.hands.click(somebody.photo(0).middle)
            best = somebody.photo(0)
            return best.name.startswith("cat-") and State.SELECTED in best.states

        somebody.wait(best_is_a_cat, "a cat in the first place")
        somebody.press("Escape", "Escape")
        somebody.see("label", "24 photos")
        somebody.see_settled()
