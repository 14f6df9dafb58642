"""The look that Gradio's own parts have: system fonts, one accent, light and dark.

The page's own parts take their colours from styles/base.css, which names the same ones.
"""

import gradio as gr

_FONTS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")
_MONOSPACED = ("ui-monospace", "Cascadia Mono", "Liberation Mono", "monospace")


def make_theme() -> gr.themes.Base:
    """A Gradio theme; it loads no font."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        secondary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_md,
        font=_FONTS,
        font_mono=_MONOSPACED,
    )
    return theme.set(
        body_background_fill="#fafaf9",
        body_background_fill_dark="#171615",
        body_text_color="#1c1917",
        body_text_color_dark="#e7e5e4",
        body_text_color_subdued="#57534e",
        body_text_color_subdued_dark="#b3ada7",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1f1d1b",
        background_fill_secondary="#f5f5f4",
        background_fill_secondary_dark="#262321",
        border_color_primary="#d6d3d1",
        border_color_primary_dark="#44403c",
        block_border_width="1px",
        block_shadow="none",
        block_label_text_color="#57534e",
        block_label_text_color_dark="#b3ada7",
        block_title_text_color="#1c1917",
        block_title_text_color_dark="#e7e5e4",
        block_info_text_color="#57534e",
        block_info_text_color_dark="#b3ada7",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1f1d1b",
        input_border_color="#a8a29e",
        input_border_color_dark="#6b655f",
        input_border_color_focus="#0f766e",
        input_border_color_focus_dark="#5eead4",
        input_placeholder_color="#6b655f",
        input_placeholder_color_dark="#a8a29e",
        button_primary_background_fill="#0f766e",
        button_primary_background_fill_dark="#5eead4",
        button_primary_background_fill_hover="#115e59",
        button_primary_background_fill_hover_dark="#99f6e4",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#10211f",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_dark="#262321",
        button_secondary_background_fill_hover="#f5f5f4",
        button_secondary_background_fill_hover_dark="#322e2b",
        button_secondary_border_color="#d6d3d1",
        button_secondary_border_color_dark="#57534e",
        button_border_width="1px",
        button_transition="none",
        checkbox_border_color="#a8a29e",
        checkbox_border_color_dark="#6b655f",
        checkbox_background_color_selected="#0f766e",
        checkbox_background_color_selected_dark="#0f766e",
        checkbox_border_color_selected="#0f766e",
        checkbox_border_color_selected_dark="#5eead4",
        slider_color="#0f766e",
        slider_color_dark="#5eead4",
    )
