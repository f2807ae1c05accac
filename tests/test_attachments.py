"""Files of records: what is taken, who reaches them, how they go out, what becomes of them."""

import os
from pathlib import Path
from unittest import mock

from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.urls import reverse

from core import attachments
from core.filetypes import KINDS
from core.models import Attachment, Change
from tests.support.files import PDF, TAKEN, AttachmentTests, add_file, stored_files, upload
from tests.support.people import make_user
from tests.support.records import make_order, make_product


class UploadTests(AttachmentTests):
    def test_every_kind_that_is_named_is_taken(self):
        self.assertEqual({name.rpartition(".")[2].lower() for name in TAKEN}, set(KINDS))
        self.send(*(upload(name, content) for name, content in TAKEN.items()))
        self.assertEqual(
            set(attachments.of(self.customer).values_list("name", flat=True)), set(TAKEN)
        )
        for name in TAKEN:
            self.assertContains(self.tab(), name)

    def test_several_are_stored_and_the_refused_one_is_named(self):
        answer = self.send(upload("a.png"), upload("b.exe", b"MZ"), upload("c.pdf", PDF))
        self.assertEqual(answer.url, f"{self.customer.get_absolute_url()}?tab=files")
        page = self.tab()
        self.assertContains(page, "b.exe was not added")
        self.assertEqual([row.name for row in page.context["files"]], ["c.pdf", "a.png"])
        self.assertEqual(self.count_on_tab(page), "2")

    def count_on_tab(self, page):
        return next(tab.count for tab in page.context["tabs"] if tab.name == "files")

    def test_javascript_gets_the_next_address_and_the_page_tells_the_rest(self):
        answer = self.send(upload("a.png"), accept="application/json")
        self.assertEqual(answer.json()["stored"], 1)
        self.assertContains(self.client.get(answer.json()["next"]), "Added: a.png")

    def test_nothing_chosen_is_told(self):
        self.send()
        self.assertContains(self.tab(), "Choose at least one file.")

    def test_the_file_of_every_kind_of_record_is_reached_through_its_record(self):
        bob = make_user("bob", roles=["administrator"])
        for record in (make_order(self.ann), make_product()):
            self.send(upload(), by=bob, record=record)
            self.assertEqual(attachments.of(record).count(), 1)

    def test_a_model_without_a_page_or_without_reach_is_not_found(self):
        self.client.force_login(self.ann)
        for label in ("accounts.user", "core.change", "sales.stage", "no.such", "nonsense"):
            answer = self.client.post(f"/files/{label}/1/", {"file": upload()})
            self.assertEqual(answer.status_code, 404, label)


class ServeTests(AttachmentTests):
    def test_a_download_is_the_file_and_nothing_runs(self):
        attachment = add_file(self.customer, '合同 "终版".pdf', PDF, by=self.ann)
        answer = self.page("download", attachment)
        self.assertEqual(b"".join(answer.streaming_content), PDF)
        said = answer.headers["Content-Disposition"]
        self.assertTrue(said.startswith("attachment; filename*=utf-8''%E5%90%88"), said)
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_only_pictures_and_pdf_are_shown(self):
        for name, content in TAKEN.items():
            attachment = add_file(self.customer, name, content, by=self.ann)
            answer = self.page("show", attachment)
            if attachment.is_shown:
                self.assertIn("inline", answer.headers["Content-Disposition"])
                self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
            else:
                self.assertEqual(answer.status_code, 404, name)

    def test_a_file_that_is_gone_is_not_found(self):
        attachment = add_file(self.customer, by=self.ann)
        default_storage.delete(attachment.file.name)
        self.assertEqual(self.page("download", attachment).status_code, 404)

    def test_no_address_serves_the_folder(self):
        attachment = add_file(self.customer, by=self.ann)
        self.client.force_login(self.ann)
        for url in (f"/media/{attachment.file.name}", f"/{attachment.file.name}"):
            self.assertEqual(self.client.get(url).status_code, 404)


class ReachTests(AttachmentTests):
    CHANGES = ("remove", "restore")

    def test_for_a_colleague_of_another_department_no_file_exists(self):
        attachment = add_file(self.customer, by=self.ann)
        for name in ("download", "show"):
            self.assertEqual(self.page(name, attachment, self.carl).status_code, 404)
        for name in self.CHANGES:
            self.assertEqual(self.page(name, attachment, self.carl, "post").status_code, 404)
        self.assertEqual(self.send(upload(), by=self.carl).status_code, 404)
        self.assertEqual(attachments.of(self.customer).count(), 1)

    def test_who_only_reads_sees_files_and_changes_none(self):
        attachment = add_file(self.customer, by=self.ann)
        reader = make_user("eve", roles=["executive"], language="en")
        self.assertEqual(self.page("download", attachment, reader).status_code, 200)
        self.assertEqual(self.page("remove", attachment, reader, "post").status_code, 403)
        self.assertEqual(self.send(upload(), by=reader).status_code, 403)
        page = self.tab(reader)
        self.assertContains(page, "foto.png")
        self.assertNotContains(page, "data-zk-files")

    def test_signed_out_every_address_leads_to_the_door(self):
        attachment = add_file(self.customer, by=self.ann)
        for name in ("download", "show"):
            url = reverse(f"core:attachment_{name}", args=[attachment.pk])
            self.assertRedirects(self.client.get(url), f"/sign-in/?next={url}")

    def test_the_files_of_a_deleted_record_go_with_it(self):
        attachment = add_file(self.customer, by=self.ann)
        type(self.customer).objects.update(deleted_at=self.customer.created_at)
        self.assertEqual(self.page("download", attachment).status_code, 404)


class BinTests(AttachmentTests):
    def test_a_removed_file_is_gone_until_it_is_restored(self):
        attachment = add_file(self.customer, by=self.ann)
        self.page("remove", attachment, method="post")
        self.assertEqual(self.page("download", attachment).status_code, 404)
        page = self.tab()
        self.assertEqual((page.context["files"], page.context["removed"]), ([], [attachment]))
        self.page("restore", attachment, method="post")
        self.assertEqual(self.page("download", attachment).status_code, 200)

    def test_every_step_stands_in_the_audit_trail(self):
        attachment = add_file(self.customer, by=self.ann)
        attachments.remove(attachment, by=self.ann)
        attachments.restore(self.customer, attachment, by=self.ann)
        rows = Change.objects.filter(model="core.attachment", object_id=attachment.pk)
        verbs = ["attachment.restore", "attachment.remove", "attachment.add"]
        self.assertEqual(list(rows.values_list("verb", flat=True)), verbs)
        self.assertEqual({row.by for row in rows}, {self.ann})

    def test_purged_rows_take_their_files_along(self):
        add_file(self.customer, by=self.ann)
        with self.captureOnCommitCallbacks(execute=True):
            attachments.purge(Attachment.objects.all())
        self.assertEqual(stored_files(), [])

    def test_a_row_that_fails_leaves_no_file(self):
        full = mock.patch.object(Attachment, "save", side_effect=IntegrityError)
        with full, self.assertRaises(IntegrityError):
            add_file(self.customer, by=self.ann)
        self.assertEqual(stored_files(), [])

    def test_the_check_names_what_does_not_fit(self):
        lost, short, sound = (add_file(self.customer, by=self.ann) for _ in range(3))
        default_storage.delete(lost.file.name)
        Path(short.file.path).write_bytes(b"")
        stray = Path(sound.file.path).with_name("0" * 32)
        stray.write_bytes(b"stray")
        self.assertEqual(len(attachments.faults()), 2)  # a stray file of this minute may be coming
        os.utime(stray, (0, 0))
        told = " ".join(attachments.faults())
        for part in (lost.file.name, short.file.name, stray.name):
            self.assertIn(part, told)
        self.assertNotIn(sound.file.name, told)
