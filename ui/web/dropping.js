// A folder that is dropped becomes its files, since Gradio's drop zone takes files only.
(() => {
  "use strict";

  async function filesBelow(entry) {
    if (entry.name.startsWith(".")) return [];
    if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      // A folder is read a hundred entries at a time.
      const entries = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!entries.length) break;
      for (const each of entries) found.push(...(await filesBelow(each)));
    }
    return found;
  }

  document.addEventListener(
    "drop",
    async (event) => {
      const zone = event.target.closest?.("#cw-drop");
      const items = [...(event.dataTransfer?.items ?? [])];
      const entries = items.map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      if (!zone || !entries.some((entry) => entry.isDirectory)) return;
      event.preventDefault();
      event.stopPropagation();
      event.target.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
      const files = new DataTransfer();
      for (const entry of entries) {
        for (const file of await filesBelow(entry)) files.items.add(file);
      }
      const input = zone.querySelector("input[type=file]");
      if (!input || !files.files.length) return;
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    { capture: true },
  );
})();
