"""HTML to PDF/A-2a + PDF/UA-1, in a child process with limits. Ask ``core.pdf.engine.render_pdf``."""
