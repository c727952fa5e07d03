//! A visitor's telephone: Chromium without a window, as narrow as telephones are, driven by touch
//! and read as a person would, with axe's rules for who cannot see or reach well.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use headless_chrome::protocol::cdp::{Emulation, Network, Page};
use headless_chrome::{Browser, LaunchOptions, Tab};
use serde_json::Value;

/// Longer than anything takes on a busy machine; a page that heard nothing says so after 25 s.
const PATIENCE: Duration = Duration::from_secs(60);

/// As wide as the narrowest telephones, in CSS pixels; and as high as most.
const SIZE: (u32, u32) = (320, 640);

/// A browser with one page.
pub struct Phone {
    /// Ends with this.
    _browser: Browser,
    tab: Arc<Tab>,
    axe: String,
    shots: PathBuf,
}

impl Phone {
    /// Starts one that keeps its pictures in a folder. `axe` is the file of axe's rules.
    pub fn start(axe: &Path, shots: &Path) -> Result<Self> {
        let axe = std::fs::read_to_string(axe).with_context(|| axe.display().to_string())?;
        let options = LaunchOptions {
            // As root, in a container, Chromium has no sandbox.
            sandbox: false,
            window_size: Some((SIZE.0, SIZE.1)),
            idle_browser_timeout: PATIENCE * 10,
            args: vec!["--force-device-scale-factor=2".as_ref(), "--lang=en".as_ref()],
            ..LaunchOptions::default()
        };
        let browser = Browser::new(options).context("Chromium could not be started")?;
        let tab = browser.new_tab()?;
        tab.set_default_timeout(PATIENCE);
        tab.call_method(Emulation::SetDeviceMetricsOverride {
            width: SIZE.0,
            height: SIZE.1,
            device_scale_factor: 2.0,
            mobile: true,
            scale: None,
            screen_width: None,
            screen_height: None,
            position_x: None,
            position_y: None,
            dont_set_visible_size: None,
            screen_orientation: None,
            viewport: None,
            display_feature: None,
            device_posture: None,
        })?;
        Ok(Self { _browser: browser, tab, axe, shots: shots.to_owned() })
    }

    /// Opens an address.
    pub fn open(&self, url: &str) -> Result<()> {
        self.tab.navigate_to(url)?.wait_until_navigated()?;
        Ok(())
    }

    /// Opens an address in a browser that runs no script, and answers with what the page is made of.
    pub fn open_without_script(&self, url: &str) -> Result<String> {
        self.tab.call_method(Emulation::SetScriptExecutionDisabled { value: true })?;
        // Nothing can be asked of the page meanwhile, not even by the one who drives the browser.
        let opened = self.open(url).and_then(|()| self.tab.get_content());
        self.tab.call_method(Emulation::SetScriptExecutionDisabled { value: false })?;
        opened
    }

    /// It is another visitor's from now on: it knows no page that was opened before.
    pub fn pass_on(&self) -> Result<()> {
        self.tab.call_method(Network::ClearBrowserCookies(None))?;
        Ok(())
    }

    /// Whether its owner prefers dark pages.
    pub fn set_dark(&self, is_dark: bool) -> Result<()> {
        let value = if is_dark { "dark" } else { "light" }.to_owned();
        let name = "prefers-color-scheme".to_owned();
        let features = Some(vec![Emulation::MediaFeature { name, value }]);
        self.tab.call_method(Emulation::SetEmulatedMedia { media: None, features })?;
        Ok(())
    }

    /// What an expression gives on the page.
    pub fn ask(&self, expression: &str) -> Result<Value> {
        self.given(expression, false)
    }

    /// Waits for what it gives where that comes later, which needs scripts.
    fn given(&self, expression: &str, later: bool) -> Result<Value> {
        let given = self.tab.evaluate(expression, later)?;
        given.value.with_context(|| format!("{expression} gives {:?}", given.description))
    }

    /// What the browser's window is called.
    pub fn title(&self) -> Result<String> {
        self.words("document.title")
    }

    /// All that can be read on it.
    pub fn text(&self) -> Result<String> {
        self.words("document.body ? document.body.innerText : ''")
    }

    /// A text, without the signs that only tell which way it is written.
    fn words(&self, expression: &str) -> Result<String> {
        let text = self.ask(expression)?;
        Ok(text.as_str().unwrap_or_default().replace(['\u{2068}', '\u{2069}'], ""))
    }

    /// Waits until it says something.
    pub fn shows(&self, words: &str) -> Result<()> {
        self.until(&format!("says \"{words}\""), |text| text.contains(words))
    }

    /// Waits until it says something no more.
    pub fn hides(&self, words: &str) -> Result<()> {
        self.until(&format!("no longer says \"{words}\""), |text| !text.contains(words))
    }

    fn until(&self, what: &str, is_so: impl Fn(&str) -> bool) -> Result<()> {
        let started = Instant::now();
        loop {
            // While it goes from one page to the next nothing can be read.
            let text = self.text().unwrap_or_default();
            if is_so(&text) {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                self.picture("when-it-failed").ok();
                bail!("the page never came so far that it {what}; it says {text:?}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Touches the link or button that says something.
    pub fn touch(&self, words: &str) -> Result<()> {
        self.shows(words)?;
        let path =
            format!("//*[self::a or self::button][contains(normalize-space(.), \"{words}\")]");
        self.tab.find_element_by_xpath(&path)?.click()?;
        Ok(())
    }

    /// Types into the field whose name begins with something.
    pub fn type_into(&self, label: &str, text: &str) -> Result<()> {
        self.shows(label)?;
        let path = format!("//label[contains(normalize-space(.), \"{label}\")]");
        self.tab.find_element_by_xpath(&path)?.click()?;
        self.tab.type_str(text)?;
        Ok(())
    }

    /// Keeps a picture of all of the page, after holding it against what holds for every state:
    /// nothing to scroll sideways for, nothing that is too small to touch, and no finding of axe's
    /// by the rules of WCAG 2.2, level AA.
    pub fn holds(&self, name: &str) -> Result<()> {
        self.picture(name)?;
        let wide = self.ask("document.documentElement.scrollWidth")?;
        let wide = wide.as_u64().context("it has a width")?;
        ensure!(wide <= SIZE.0.into(), "{name} is {wide} pixels wide");
        let small = self.ask(
            "[...document.querySelectorAll('a,button,input,select,textarea')].filter(it=>{
                const box=it.getBoundingClientRect();
                return box.width>0&&(box.height<44||box.width<44);
            }).map(it=>it.outerHTML).join()",
        )?;
        ensure!(small == "", "{name} has things that are too small to touch: {small}");
        self.tab.evaluate(&self.axe, false)?;
        let found = self.given(
            "axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa',\
             'best-practice']}).then(it=>JSON.stringify(it.violations.map(\
             rule=>[rule.id,rule.help,rule.nodes.map(node=>node.html+' '+node.failureSummary)])))",
            true,
        )?;
        ensure!(found == "[]", "{name}: axe finds {found}");
        Ok(())
    }

    /// Keeps a picture of what is on the screen, and what it says.
    fn picture(&self, name: &str) -> Result<()> {
        let png = Page::CaptureScreenshotFormatOption::Png;
        let picture = self.tab.capture_screenshot(png, None, None, true)?;
        std::fs::write(self.shots.join(format!("{name}-phone.png")), picture)?;
        let text = self.text()?;
        std::fs::write(self.shots.join(format!("{name}-phone.txt")), text)?;
        Ok(())
    }
}
