//! Stories of the pages: what people do in a browser and by plain forms.

mod writing;
