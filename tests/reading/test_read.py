"""read() and from_texts(): every format, folders, tables, and every kind of bad input."""

import io
import json
import os
import sys
import time
import zipfile

import pandas as pd
import pytest

import toolkit as tk
from toolkit.reading.folder import COLUMNS, documents
from toolkit.reading.formats import READERS

TEXT = "会议强调，要落实“三个规定”，抓好整改。\n会议要求，各单位限期报告。"
COLUMNS_OF_A_TABLE = {
    "标题": "通报",
    "日期": "2024-02-28",
    "来源": "云渡市",
    "类别": "党建",
    "正文": TEXT,
    "level": "city",
}


def docx_bytes(*paragraphs, table=None, title="", author=""):
    import docx

    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, value in zip(grid.add_row().cells, row, strict=True):
                cell.text = value
        document.add_paragraph("表后的话。")
    document.core_properties.title, document.core_properties.author = title, author
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_bytes(*pages):
    """The smallest PDF that has a text layer: lines of ASCII, one below the other."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 10 Tf 72 760 Td 14 TL {shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{head}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()


def table_bytes(suffix):
    table, out = pd.DataFrame([COLUMNS_OF_A_TABLE, {**COLUMNS_OF_A_TABLE, "标题": "通报二"}]), io.BytesIO()
    if suffix in (".csv", ".tsv"):
        return table.to_csv(index=False, sep="\t" if suffix == ".tsv" else ",").encode("utf-8-sig")
    if suffix == ".json":
        return table.to_json(orient="records", force_ascii=False).encode()
    if suffix in (".jsonl", ".ndjson"):
        return table.to_json(orient="records", lines=True, force_ascii=False).encode()
    table.to_excel(out, index=False) if suffix == ".xlsx" else table.to_parquet(out)
    return out.getvalue()


def zip_bytes(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


# --- formats ----------------------------------------------------------------------------------------------------------

FILES = {
    ".txt": f"通报\n{TEXT}",
    ".text": f"通报\n{TEXT}",
    ".md": f"---\ntitle: 通报\ndate: 2024-02-28\nlevel: city\n---\n# 通报\n\n{TEXT}",
    ".markdown": f"# 通报\n\n{TEXT}",
    **dict.fromkeys(
        (".html", ".htm", ".shtml", ".xhtml"),
        f"<title>通报_云渡</title><h1>通报</h1><p>{TEXT.replace(chr(10), '</p><p>')}</p>",
    ),
    ".docx": docx_bytes("通报", *TEXT.split("\n")),
    ".pdf": pdf_bytes(
        ["Report", "The meeting stressed that the law must be kept, and that", "nobody stands above it."]
    ),
    ".zip": zip_bytes({"a/通报.txt": f"通报\n{TEXT}", "a/": "", "__MACOSX/._x.txt": "junk"}),
    **{
        suffix: table_bytes(suffix)
        for suffix in READERS
        if READERS[suffix].__name__ in ("_csv", "_xlsx", "_jsonl", "_parquet")
    },
}


def test_every_format_has_a_test():
    assert FILES.keys() == READERS.keys()


@pytest.mark.parametrize("suffix", FILES)
def test_format(suffix, tmp_path):
    docs = tk.read(write(tmp_path, {f"file{suffix}": FILES[suffix]}))
    assert list(docs.columns[: len(COLUMNS)]) == COLUMNS
    assert docs["date"].dtype.kind == "M" and docs["similarity"].dtype == float
    first = docs.iloc[0]
    if suffix == ".pdf":
        assert (first["title"], first["lang"]) == ("Report", "en")
        assert first["text"].endswith(
            "The meeting stressed that the law must be kept, and that nobody stands above it."
        )
        return
    assert (first["title"], first["lang"], first["problem"]) == ("通报", "zh", "")
    assert first["text"].endswith(TEXT) and "三个规定" in first["raw"]
    if suffix in (".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".json", ".parquet"):
        assert docs["doc_id"].tolist() == [f"file{suffix}#1", f"file{suffix}#2"]
        assert (first["source"], first["section"], first["level"], first["类别"]) == ("云渡市", "党建", "city", "党建")
        assert str(first["date"].date()) == "2024-02-28" and first["date_from"] == "column"
        assert docs["duplicate_of"].tolist() == ["", f"file{suffix}#1"]


def test_word_tables_stay_in_place_and_properties_are_the_last_resort(tmp_path):
    data = docx_bytes(
        "会议指出，完成情况如下。", table=[["县区", "目标"], ["云岭", "12"]], title="情况通报", author="梁屿"
    )
    page = tk.read(write(tmp_path, {"a.docx": data})).iloc[0]
    assert page["text"] == "会议指出，完成情况如下。\n县区 目标\n云岭 12\n表后的话。"
    assert (page["title"], page["author"], page["date_from"]) == ("情况通报", "梁屿", "meta")


def test_pdf_pages_are_joined_without_their_numbers(tmp_path):
    line = "The committee will supervise every department in the whole of the cit"
    pages = [
        ["City Gazette", f"{n} {line}y and", f"its {n} counties.", f"- {i} -"]
        for i, n in enumerate(["Three", "Four", "Six"])
    ]
    text = tk.read(write(tmp_path, {"a.pdf": pdf_bytes(*pages)})).iloc[0]["text"]
    assert text.split("\n") == [f"{n} {line}y and its {n} counties." for n in ("Three", "Four", "Six")]


def test_pdf_words_broken_at_the_margin(tmp_path):
    lines = ["The meeting called for high-", "quality work by the govern-", "ment and its departments in", "the city."]
    text = tk.read(write(tmp_path, {"a.pdf": pdf_bytes(lines)})).iloc[0]["text"]
    assert text == "The meeting called for high-quality work by the government and its departments in the city."


def test_markdown(tmp_path):
    data = "---\nsource: '澜江网'\nlang: zh\n---\n\n# 一个**标题**\n## 小节\n- 一点\n**重点**内容\n| a | b |"
    page = tk.read(write(tmp_path, {"a.md": data})).iloc[0]
    assert page["text"] == "一个标题\n小节\n- 一点\n重点内容\n| a | b |"
    assert page["source"] == "澜江网"


def test_half_characters_are_repaired_and_said(tmp_path):
    docs = tk.from_texts(["落实\ud800责任", "\ud83d\ude00 落实", "落实"], source=["甲\udfff", "乙", "丙"])
    assert docs["text"].tolist() == ["落实责任", "😀 落实", "落实"]
    assert docs["raw"][0] == "落实\ufffd责任" and docs["source"].tolist() == ["甲", "乙", "丙"]
    assert docs["problem"].str.contains("half characters").tolist() == [True, True, False]
    lines = write(tmp_path, {"a.jsonl": b'{"text": "\xe8\x90\xbd\xe5\xae\x9e\\ud800", "city": "\\udc00"}'})
    assert tk.read(lines)[["text", "city"]].values.tolist() == [["落实", "\ufffd"]]
    assert tk.count(lines)["term"].tolist() == ["落实"]


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems take names in UTF-8 only")
@pytest.mark.parametrize(("name", "shown"), [("会议".encode("gbk"), "会议.txt"), (b"\xff\xff", "\\xff\\xff.txt")])
def test_a_file_name_in_another_encoding(tmp_path, name, shown):
    path = os.fsencode(tmp_path) + b"/" + name + b".txt"
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(TEXT.encode())
    assert tk.read(tmp_path)["doc_id"].tolist() == tk.read(os.fsdecode(path))["path"].tolist() == [shown]


def test_zip_names_nesting_and_limits(tmp_path, monkeypatch):
    inner = zip_bytes({"深处.txt": TEXT, "bad.doc": b"x"})
    data = zip_bytes({"b/内层.zip": inner, "a.txt": TEXT})
    data = data.replace(b"a.txt", "甲".encode("gbk") + b"txt")  # same length, no flag of UTF-8
    docs = tk.read(write(tmp_path, {"z.zip": data}))
    assert docs["path"].tolist() == ["z.zip/b/内层.zip/bad.doc", "z.zip/b/内层.zip/深处.txt", "z.zip/甲txt"]
    assert "save as .docx" in docs["problem"][0] and docs["problem"][2].startswith("could not be read: no ending")
    monkeypatch.setattr("toolkit.reading.formats._ZIP_LIMIT", 1_000)
    with pytest.raises(tk.ReadError, match="more than the limit"):
        tk.read(write(tmp_path / "bomb", {"b.zip": zip_bytes({"a.txt": b"0" * 5_000})}))


def test_an_archive_in_itself_has_an_end(tmp_path):
    data = zip_bytes({"a.txt": TEXT})
    for _ in range(6):
        data = zip_bytes({"b.zip": data})
    with pytest.raises(tk.ReadError, match="more than 4 deep"):
        tk.read(write(tmp_path, {"z.zip": data}))


# --- sources ----------------------------------------------------------------------------------------------------------


def test_folders_globs_lists_and_their_order(tmp_path):
    write(tmp_path, {"city/b.txt": TEXT, "city/a.txt": TEXT + "一", "central/c.md": TEXT + "二", ".hidden/x.txt": "x", "~$b.docx": "x", "Thumbs.db": "x"})  # fmt: skip
    docs = tk.read(tmp_path, folders=["level"])
    assert docs["path"].tolist() == ["central/c.md", "city/a.txt", "city/b.txt"]
    assert docs["level"].tolist() == ["central", "city", "city"]
    assert tk.read(str(tmp_path / "city" / "*.txt"))["doc_id"].tolist() == ["a.txt", "b.txt"]
    assert tk.read(str(tmp_path / "**" / "*.txt"))["doc_id"].tolist() == ["a.txt", "b.txt"]
    assert tk.read([tmp_path / "city" / "b.txt", str(tmp_path / "central")])["path"].tolist() == ["b.txt", "c.md"]
    write(tmp_path, {"other/a.txt": TEXT + "三"})
    both = tk.read([tmp_path / "city" / "a.txt", tmp_path / "other" / "a.txt"])
    assert both["doc_id"].is_unique and both["path"].str.endswith("a.txt").all()


def test_a_stream_gives_the_same_rows(tmp_path):
    write(tmp_path, {f"{name}.txt": TEXT + name for name in "abc"})
    rows = pd.DataFrame(list(documents(tmp_path)))
    table = tk.read(tmp_path)
    assert rows["doc_id"].tolist() == table["doc_id"].tolist()
    assert rows["text"].tolist() == table["text"].tolist()


def test_progress_goes_to_stderr(tmp_path, capsys):
    tk.read(write(tmp_path, {"a.txt": TEXT}), progress=True)
    printed = capsys.readouterr()
    assert "reading" in printed.err and not printed.out


def test_columns_are_known_by_name_or_named():
    table = pd.DataFrame(
        {"Title": ["甲"], "Content": [TEXT], "发文日期": [pd.Timestamp("2024-02-28")], "city": ["云渡"], "n": [3]}
    )
    docs = tk.read(table)
    assert (docs["title"][0], str(docs["date"][0].date()), docs["city"][0], docs["n"][0]) == (
        "甲",
        "2024-02-28",
        "云渡",
        3,
    )
    docs = tk.read(table.rename(columns={"Content": "正文栏"}), columns={"text": "正文栏", "source": "city"})
    assert (docs["text"][0], docs["source"][0]) == (TEXT, "云渡")


def test_docs_that_were_saved_can_be_read_again(tmp_path):
    docs = tk.from_texts([TEXT, "The meeting stressed it."], date=["2024-02-28", None], level="city")
    docs.to_csv(tmp_path / "docs.csv", index=False)
    again = tk.read(tmp_path / "docs.csv")
    for column in ("doc_id", "lang", "date", "text", "raw", "level"):
        assert again[column].tolist() == docs[column].tolist() or column == "date"
    assert list(again.columns) == list(docs.columns)


def test_from_texts():
    docs = tk.from_texts([TEXT, "two"], level="city", date=["2024-02-28", "2023年"], doc_id=["a", "b"])
    assert docs["doc_id"].tolist() == ["a", "b"] and docs["level"].tolist() == ["city", "city"]
    assert docs["date_from"].tolist() == ["column", "column (year)"]
    assert tk.from_texts([]).empty and list(tk.from_texts([]).columns) == COLUMNS
    with pytest.raises(tk.ReadError, match="column 'level' has 1 values, but there are 2 texts"):
        tk.from_texts([TEXT, "two"], level=["city"])
    with pytest.raises(tk.ReadError, match="item 1 is None"):
        tk.from_texts([TEXT, None])
    with pytest.raises(tk.ReadError, match=r"from_texts\(\[text\]\)"):
        tk.from_texts(TEXT)


def test_the_sample_corpus_is_read_whole(sample):
    assert sample["doc_id"].is_unique
    assert sample["text"].ne("").all() and sample["problem"].eq("").all()
    assert set(sample["lang"]) <= {"zh", "en"} and set(sample["level"]) <= {"central", "province", "city"}
    assert sample["date"].notna().all() and sample["date"].dt.year.between(2019, 2025).all()
    assert sample["title"].ne("").all()
    assert not sample["text"].str.contains("字号：|扫一扫|打印本页|上一篇|ICP备|Font size").any()


# --- bad input --------------------------------------------------------------------------------------------------------


def test_everything_that_cannot_be_read_is_listed_and_the_rest_is_read(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    write(tmp_path, {
        "good.txt": TEXT, "empty.txt": b"", "blank.txt": " \n\n ", "junk.txt": os.urandom(4_000), "cut.pdf": FILES[".pdf"][:200],
        "locked.docx": ole, "old.doc": ole, "scan.jpg": b"\xff\xd8", "slides.pptx": b"PK", "noending": "x",
        "broken.docx": b"PK\x03\x04junk", "no-text.csv": "name,city\na,b\n", "twice.csv": "id,text\n1,会议\n1,会议要求\n", "ragged.csv": "a,text\n1,2,3,4\n",
        "bad.jsonl": '{"text": "会议"}\n{oops\n', "list.json": "[1, 2]", "bad.zip": b"PK junk", "bad.xlsx": b"PK", "bad.parquet": b"PAR1",
        "image.pdf": pdf_bytes([]), "one.txt": "会", "russian.txt": "Совещание потребовало выполнения всех правил.",
    })  # fmt: skip
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    docs = tk.read(tmp_path).set_index("path")
    problems = docs["problem"]
    assert problems["good.txt"] == ""
    expected = {
        "empty.txt": "empty file", "blank.txt": "no text", "junk.txt": "not text", "cut.pdf": "damaged or truncated PDF",
        "locked.docx": "remove the password", "old.doc": "save as .docx", "scan.jpg": "OCR", "slides.pptx": "save as .pdf",
        "noending": "no ending", "broken.docx": "damaged, or not really .docx", "no-text.csv": "the table has: name, city",
        "twice.csv": "'1' in rows 1, 2", "ragged.csv": "fields", "bad.jsonl": "line 2 is no JSON", "list.json": "must be an object",
        "bad.zip": "not really .zip", "bad.xlsx": "not really .xlsx", "bad.parquet": "not really .parquet", "image.pdf": "no text layer",
        "gone.txt": "a link to a file that is not there",
    }  # fmt: skip
    for name, reason in expected.items():
        assert reason in problems[name], (name, problems[name])
        assert docs["text"][name] == "", name
    assert problems["one.txt"] == "one character only" and docs["text"]["one.txt"] == "会"
    assert docs["lang"]["russian.txt"] == "und" and "neither Chinese nor English" in problems["russian.txt"]
    assert len(docs) == 23
    assert docs["duplicate_of"].eq("").all()


def test_encrypted_pdf(tmp_path, monkeypatch):
    import pypdfium2

    def locked(data):
        raise pypdfium2.PdfiumError("Failed to load document (PDFium: Incorrect password error).")

    monkeypatch.setattr(pypdfium2, "PdfDocument", locked)
    with pytest.raises(tk.ReadError, match="save a copy without the password"):
        tk.read(write(tmp_path, {"a.pdf": FILES[".pdf"]}))


def test_a_source_that_is_none(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        tk.read(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match="from_texts"):
        tk.read(TEXT * 300)
    with pytest.raises(tk.ReadError, match="the folder holds no documents"):
        tk.read(tmp_path)
    with pytest.raises(TypeError, match="not int"):
        tk.read(3)


def test_nothing_readable_names_files_and_reasons(tmp_path):
    write(tmp_path, {f"{n:02}.doc": b"x" for n in range(13)})
    with pytest.raises(tk.ReadError, match=r"00\.doc: .*save as \.docx.*; and 3 more"):
        tk.read(tmp_path)
    with pytest.raises(tk.ReadError, match="empty file"):
        tk.read(write(tmp_path / "e", {"empty.txt": b""}))


def test_a_table_without_a_text_column_says_what_it_has_and_what_to_do(tmp_path):
    table = pd.DataFrame({"标题": ["甲"], "报道": [TEXT]})
    with pytest.raises(tk.ReadError, match=r"the table has: 标题, 报道.*columns=\{'text': '报道'\}"):
        tk.read(table)
    table.to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(tk.ReadError, match=r"a\.csv: no text column; the table has: 标题, 报道"):
        tk.read(tmp_path / "a.csv")
    with pytest.raises(tk.ReadError, match="no column '正文内容'; the table has: 标题, 报道"):
        tk.read(table, columns={"text": "正文内容"})
    with pytest.raises(tk.ReadError, match="only text, title, date"):
        tk.read(table, columns={"texts": "报道"})


def test_an_id_that_stands_twice_is_refused(tmp_path):
    table = pd.DataFrame({"doc_id": ["a", "b", "a"], "text": [TEXT, TEXT, "x"]})
    with pytest.raises(tk.ReadError, match="'a' in rows 1, 3"):
        tk.read(table)
    with pytest.raises(tk.ReadError, match="'a' in rows 1, 3"):
        tk.from_texts(table["text"], doc_id=table["doc_id"])
    write(tmp_path, {"x.csv": "id,text\n7,会议\n", "y.csv": "id,text\n7,通知\n"})
    with pytest.raises(tk.ReadError, match=r"'7' in x\.csv; '7' in y\.csv"):
        tk.read(tmp_path)


def test_a_date_that_is_none_is_said_so():
    docs = tk.from_texts([TEXT, TEXT + "二"], date=["2024-13-45", ""])
    assert docs["date"].isna().all() and docs["problem"].tolist() == ["date not understood: '2024-13-45'", ""]


def test_one_line_of_five_million_characters(tmp_path):
    write(tmp_path, {"long.txt": "会议强调，要落实三个规定，" * 385_000, "short.txt": TEXT})
    start = time.perf_counter()
    docs = tk.read(tmp_path)
    assert time.perf_counter() - start < 5
    assert docs["text"].str.len().tolist()[0] == 5_005_000


def test_own_columns_never_overwrite_ours():
    record = {"text": TEXT, "path": "von/hier.txt", "row": 9, "inner": "x", "attachments": "y", "problem": "alt"}
    docs = tk.read(pd.DataFrame([record]))
    assert (docs["path"][0], docs["row"][0], docs["inner"][0], docs["problem"][0]) == ("von/hier.txt", 9, "x", "")


def test_jsonl_values_of_every_kind(tmp_path):
    rows = [{"text": TEXT, "n": 1, "tags": ["a", "b"]}, {"text": "通知", "n": None, "extra": {"x": 1}}]
    write(tmp_path, {"a.jsonl": "\n".join(json.dumps(row) for row in rows)})
    docs = tk.read(tmp_path)
    assert docs["tags"].tolist() == [["a", "b"], ""] and docs["n"].tolist() == [1, ""]
