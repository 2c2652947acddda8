"""Members written out, with their label or without it."""

import toolkit as tk


def test_members_in_english_are_found_as_what_one_is_to_do():
    text = "maintain political integrity, think in big-picture terms, follow the leadership core, and keep in alignment"
    (hit,) = tk.find_terms(tk.from_texts([f"Officials must {text}."])).itertuples()
    assert (hit.surface, hit.concept, hit.form, hit.found) == (text, "四个意识", "expanded", 4)


def test_members_that_are_formulations_are_hits_beside_an_enumeration_in_part():
    hits = tk.find_terms(tk.from_texts(["推进全面依法治国和全面从严治党"]))
    assert hits["concept"].tolist() == ["全面依法治国", "四个全面", "全面从严治党"]
    assert hits["found"].fillna(0).tolist() == [0, 2, 0]


def test_items_before_a_label_that_says_two_numbers():
    written = tk.expansions(tk.from_texts(["重温誓词、交流心得、参观展馆这“三个一”活动"]))
    assert written["member"].tolist() == ["重温誓词", "交流心得", "参观展馆"]
